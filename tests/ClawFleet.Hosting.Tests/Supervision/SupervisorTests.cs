using ClawFleet.Engine;
using ClawFleet.Hosting.Supervision;
using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Supervision;

public sealed class SupervisorTests : IDisposable
{
    internal static readonly SupervisionOptions Quick = new()
    {
        ProbeInterval = TimeSpan.FromMilliseconds(20),
        CommandInterval = TimeSpan.FromMilliseconds(20),
        SecondProbeAfter = TimeSpan.FromMilliseconds(10),
        StartingInterval = TimeSpan.FromMilliseconds(10),
        FirstBackOff = TimeSpan.FromMilliseconds(100),
        LongestBackOff = TimeSpan.FromMilliseconds(200),
        ReconnectPause = TimeSpan.FromMilliseconds(50),
        ExitLimit = 4,
    };

    private readonly FakeFleet _fleet = new();
    private readonly FleetPlan _plan = Plans.Fleet(Plans.Member("one", 0, c => c with { Ports = [], Health = c.Health with { Command = ["health"] } }));

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task What_died_is_started_again()
    {
        await using var watch = await SuperviseAsync();
        _fleet.Engine.Exit(_fleet.Engine["crew-one"], 137);
        await _fleet.UntilSaidAsync("exited (137): killed");
        await _fleet.UntilSaidAsync("is healthy");
        Assert.Single(_fleet.Engine.Calls, c => c == "start crew-one");
    }

    [Fact]
    public async Task What_was_stopped_on_purpose_stays_stopped()
    {
        await using var watch = await SuperviseAsync();
        await _fleet.Engine.StopContainerAsync("crew-one", TimeSpan.Zero, FakeFleet.Token);
        await _fleet.UntilSaidAsync("was stopped");
        await Task.Delay(Quick.FirstBackOff * 3, FakeFleet.Token); // Longer than the back-off: a start would have come by now.
        Assert.DoesNotContain("start crew-one", _fleet.Engine.Calls);
    }

    [Fact]
    public async Task What_dies_each_time_is_given_up_with_its_reason()
    {
        await using var watch = await SuperviseAsync();
        _fleet.Engine["crew-one"].Log.Add("no use");
        _fleet.Engine.Health = _ => 1;
        _fleet.Engine.Program = c => _fleet.Engine.Exit(c, 1);
        _fleet.Engine.Exit(_fleet.Engine["crew-one"], 1);
        await _fleet.UntilSaidAsync("exited (1), 4 times without staying healthy; it is stopped, since another start would not help");
        Assert.Contains(_fleet.Events, e => e is { Kind: FleetEventKind.Failure, State: MemberState.FailedToStart } && e.LastLines.Contains("no use"));
        Assert.Equal(3, _fleet.Engine.Calls.Count(c => c == "start crew-one"));
    }

    [Fact]
    public async Task A_final_exit_code_is_believed_at_once()
    {
        await using var watch = await SuperviseAsync();
        _fleet.Engine.Exit(_fleet.Engine["crew-one"], 78);
        await _fleet.UntilSaidAsync("exited (78): configuration refused; it is stopped");
        Assert.DoesNotContain("start crew-one", _fleet.Engine.Calls);
    }

    [Fact]
    public async Task One_bad_answer_is_no_illness_and_two_are()
    {
        await using var watch = await SuperviseAsync();
        var bad = 1;
        _fleet.Engine.Health = _ => Interlocked.Decrement(ref bad) >= 0 ? 1 : 0;
        await _fleet.UntilAsync("it was asked again", () => Volatile.Read(ref bad) < -2);
        Assert.DoesNotContain(_fleet.Events, e => e.State == MemberState.Unhealthy);

        _fleet.Engine.Health = _ => 1;
        await _fleet.UntilSaidAsync("is not healthy: the health command ended with 1");
        _fleet.Engine.Health = _ => 0;
        await _fleet.UntilSaidAsync("is healthy again");
    }

    [Fact]
    public async Task What_died_while_the_engine_was_away_is_caught_up_with()
    {
        await using var watch = await SuperviseAsync();
        _fleet.Engine.Before = (_, _) => throw new EngineException(EngineErrorKind.Unreachable, "No engine answers.");
        _fleet.Engine.BreakStreams();
        await _fleet.UntilSaidAsync("The engine is not reachable: ");
        _fleet.Engine["crew-one"].State = ContainerState.Exited;
        _fleet.Engine["crew-one"].ExitCode = 1;
        _fleet.Engine.Before = (_, _) => { };
        await _fleet.UntilSaidAsync("The engine answers again.");
        await _fleet.UntilSaidAsync("is healthy");
        Assert.Contains("start crew-one", _fleet.Engine.Calls);
    }

    [Fact]
    public async Task While_another_command_is_at_work_nothing_is_started()
    {
        await using var watch = await SuperviseAsync();
        var folder = new FleetStateFolder(_fleet.Options.StateRoot, "crew");
        using (await FleetLock.TakeAsync(folder, "clawden down", true, TimeSpan.FromSeconds(5), TimeProvider.System, _ => { }, FakeFleet.Token))
        {
            _fleet.Engine.Exit(_fleet.Engine["crew-one"], 143);
            await _fleet.UntilAsync("it was looked at twice", () => _fleet.Engine.Calls.Count(c => c == "inspect crew-one") >= 2);
            Assert.DoesNotContain("start crew-one", _fleet.Engine.Calls);
        }

        await _fleet.UntilSaidAsync("is healthy");
    }

    private async Task<Watch> SuperviseAsync()
    {
        await _fleet.UpAsync(_plan);
        _fleet.Engine.Calls.Clear();
        _fleet.Events.Clear();
        var watch = new Watch(_fleet, _plan);
        await _fleet.UntilAsync("supervision began", () => _fleet.Engine.Calls.Contains("watch events") && _fleet.Engine.Calls.Contains("exec crew-one"));
        return watch;
    }

    private sealed class Watch : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;

        public Watch(FakeFleet fleet, FleetPlan plan) => _running = fleet.SuperviseAsync(plan, Quick, _stop.Token);

        public async ValueTask DisposeAsync()
        {
            await _stop.CancelAsync();
            await _running;
            _stop.Dispose();
        }
    }
}
