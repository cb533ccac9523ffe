using System.Diagnostics;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Orchestration;

public sealed class SupervisionTests(EngineFixture engine)
{
    [Fact]
    public async Task A_member_killed_through_the_engine_is_started_again()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy));
        await fleet.UpAsync(plan);
        await using var watch = Supervise(fleet, plan);

        await engine.Engine.KillContainerAsync($"{fleet.Name}-one", "SIGKILL", TinyFleet.Token);
        await fleet.UntilToldAsync("exited (137): killed", TimeSpan.FromSeconds(5));
        await fleet.UntilToldAsync("is healthy", TimeSpan.FromSeconds(15));
        Assert.Equal(MemberState.Running, (await fleet.StatusAsync("one")).State);
    }

    [Fact]
    public async Task An_ill_member_is_seen_within_five_seconds_and_so_is_its_recovery()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy));
        await fleet.UpAsync(plan);
        await using var watch = Supervise(fleet, plan);

        var clock = Stopwatch.StartNew();
        await ShellAsync(fleet, "touch /tmp/sick");
        await fleet.UntilToldAsync("is not healthy: GET /health answered 503", TimeSpan.FromSeconds(8));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(6), $"seen after {clock.Elapsed}");

        await ShellAsync(fleet, "rm /tmp/sick");
        await fleet.UntilToldAsync("is healthy again", TimeSpan.FromSeconds(6));
    }

    [Fact]
    public async Task A_member_that_is_stopped_on_purpose_stays_so()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy));
        await fleet.UpAsync(plan);
        await using var watch = Supervise(fleet, plan);

        await fleet.Host.StopAsync(fleet.Name, [], fleet, TinyFleet.Token);
        await fleet.UntilToldAsync("was stopped", TimeSpan.FromSeconds(5));
        await engine.Engine.StartContainerAsync($"{fleet.Name}-one", TinyFleet.Token);
        await fleet.UntilToldAsync("is healthy", TimeSpan.FromSeconds(10));
        Assert.DoesNotContain(fleet.Events, e => e.Kind == FleetEventKind.Operation && e.Text == $"start {fleet.Name}-one" && e.Cause is null);
    }

    [Fact]
    public async Task A_member_that_turns_hopeless_is_stopped_and_shown_with_its_reason()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Shell(
            "if test -e /state/bad; then echo 'bad key' >&2; exit 78; fi; exec perl -MIO::Socket::INET -e '$SIG{TERM} = sub { exit 0 }; $s = IO::Socket::INET->new(LocalPort => 8080, Listen => 9, ReuseAddr => 1); while (1) { $c = $s->accept or next; <$c>; print $c \"HTTP/1.1 200 OK\\r\\n\\r\\n\"; close $c }'")));
        Assert.True((await fleet.UpAsync(plan)).AllHealthy, fleet.SaidSoFar);
        await using var watch = Supervise(fleet, plan);

        await ShellAsync(fleet, "touch /state/bad", "0");
        await engine.Engine.KillContainerAsync($"{fleet.Name}-one", "SIGKILL", TinyFleet.Token);
        await fleet.UntilToldAsync("exited (78): configuration refused; it is stopped", TimeSpan.FromSeconds(15));
        Assert.Contains(fleet.Events, e => e.Kind == FleetEventKind.Failure && e.LastLines.Contains("bad key"));
        Assert.Equal(MemberState.FailedToStart, (await fleet.StatusAsync("one")).State);
    }

    [Fact]
    public async Task An_engine_that_goes_away_and_comes_back_is_caught_up_with()
    {
        await using var line = new CuttableEngine(engine.Socket);
        await using var reached = new DockerEngine(line.Address);
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy));
        await fleet.UpAsync(plan);
        var direct = fleet.Host;
        fleet.Host = new FleetHost(reached, fleet.Options);
        await using var watch = Supervise(fleet, plan);
        fleet.Host = direct;
        await engine.Engine.KillContainerAsync($"{fleet.Name}-one", "SIGKILL", TinyFleet.Token);
        await fleet.UntilToldAsync("is healthy", TimeSpan.FromSeconds(15));

        fleet.Events.Clear();
        line.Cut();
        await fleet.UntilToldAsync("The engine is not reachable", TimeSpan.FromSeconds(10));
        await engine.Engine.KillContainerAsync($"{fleet.Name}-one", "SIGKILL", TinyFleet.Token);
        line.Mend();
        await fleet.UntilToldAsync("The engine answers again", TimeSpan.FromSeconds(10));
        await fleet.UntilToldAsync("is healthy", TimeSpan.FromSeconds(15));
        Assert.Equal(MemberState.Running, (await fleet.StatusAsync("one")).State);
    }

    [Fact]
    public async Task Logs_are_followed_over_a_restart()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.Healthy), fleet.Member("two", TinyProgram.Healthy)));
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(TinyFleet.Token);
        enough.CancelAfter(TimeSpan.FromSeconds(30));
        var lines = new List<string>();
        await foreach (var line in fleet.Host.ReadLogsAsync(fleet.Name, [], new LogQuery(Follow: true), enough.Token))
        {
            lines.Add($"{line.Member}: {line.Text}");
            if (lines.Count == 2)
            {
                _ = fleet.Host.RestartAsync(fleet.Name, ["two"], fleet, TinyFleet.Token);
            }

            if (lines.Count == 3)
            {
                break;
            }
        }

        Assert.Equal(["one: listening", "two: listening", "two: listening"], lines.Order());
        var merged = new List<string>();
        await foreach (var line in fleet.Host.ReadLogsAsync(fleet.Name, ["two"], new LogQuery(Follow: false, Tail: 1), TinyFleet.Token))
        {
            merged.Add(line.Text);
        }

        Assert.Equal(["listening"], merged);
        await fleet.UntilAsync("two is back", TimeSpan.FromSeconds(10), async () => (await fleet.StatusAsync("two")).State == MemberState.Running);
    }

    private async Task ShellAsync(TinyFleet fleet, string script, string? user = null) =>
        Assert.Equal(0, (await engine.Engine.ExecAsync($"{fleet.Name}-one", new ExecSpec(["/bin/sh", "-c", script]) { User = user }, TinyFleet.Token)).ExitCode);

    private static Watch Supervise(TinyFleet fleet, FleetPlan plan)
    {
        fleet.Events.Clear();
        return new Watch(fleet, plan);
    }

    private sealed class Watch : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Watch(TinyFleet fleet, FleetPlan plan) => _running = fleet.SuperviseAsync(plan, _stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
