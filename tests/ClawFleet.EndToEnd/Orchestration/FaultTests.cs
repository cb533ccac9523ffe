using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Orchestration;

public sealed class FaultTests(EngineFixture engine)
{
    [Fact]
    public async Task One_bad_member_does_not_stop_the_others()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var result = await fleet.UpAsync(fleet.Plan(
            fleet.Member("good", TinyProgram.Healthy), fleet.Member("bad", TinyProgram.ExitsWith(1)), fleet.Member("fine", TinyProgram.Healthy)));

        Assert.Equal([MemberState.Running, MemberState.FailedToStart, MemberState.Running], result.Members.Select(m => m.State));
        Assert.Contains("exited (1)", result.Members[1].Failure, StringComparison.Ordinal);
        Assert.Contains("cannot go on", result.Members[1].LastLines);
        Assert.Equal((MemberState.FailedToStart, 1), ((await fleet.StatusAsync("bad")).State, (await fleet.StatusAsync("bad")).ExitCode));
    }

    [Fact]
    public async Task A_final_exit_code_is_believed_at_once()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var watch = Stopwatch.StartNew();
        var result = await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.ExitsWith(78))));

        Assert.Equal("exited (78): configuration refused", result.Members[0].Failure);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15), $"took {watch.Elapsed}");
        Assert.NotEqual(ContainerState.Running, (await fleet.InspectAsync("one")).State);
    }

    [Fact]
    public async Task A_member_that_never_becomes_healthy_is_said_so_at_its_deadline()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var result = await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.Silent, c => c with { Health = c.Health with { DeadlineSeconds = 8 } })));

        Assert.Equal(MemberState.Unhealthy, result.Members[0].State);
        Assert.Matches(@"^is not healthy \d+ s after its start: ", result.Members[0].Failure);
        Assert.Equal(["still thinking"], result.Members[0].LastLines);
    }

    [Fact]
    public async Task A_member_that_needs_too_much_memory_is_told_to_raise_its_limit()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var result = await fleet.UpAsync(fleet.Plan(fleet.Member("one", new TinyProgram(["perl", "-e", "my @a; push @a, 'x' x 1048576 while 1"]))));

        Assert.Equal(MemberState.FailedToStart, result.Members[0].State);
        Assert.Contains("out of memory (limit 64 MiB); raise `resources.memory`", result.Members[0].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_a_process_holds_is_named_with_the_process()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        using var holder = new TcpListener(IPAddress.Loopback, 0);
        holder.Start();
        var port = ((IPEndPoint)holder.LocalEndpoint).Port;
        var result = await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.Healthy, port: port), fleet.Member("two", TinyProgram.Healthy)));

        Assert.Equal([MemberState.FailedToStart, MemberState.Running], result.Members.Select(m => m.State));
        Assert.Contains($"cannot have port {port} of 127.0.0.1: the process ", result.Members[0].Failure, StringComparison.Ordinal);
        Assert.Contains($"(pid {Environment.ProcessId})", result.Members[0].Failure, StringComparison.Ordinal);
        Assert.Contains("`ports: auto`", result.Members[0].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_a_container_holds_is_named_with_its_fleet()
    {
        await using var other = new TinyFleet(engine.Engine);
        await using var fleet = new TinyFleet(engine.Engine);
        var port = Ports.Free();
        await other.UpAsync(other.Plan(other.Member("one", TinyProgram.Healthy, port: port)));
        var result = await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.Healthy, port: port)));

        Assert.Contains($"the container {other.Name}-one of the fleet '{other.Name}' holds it", result.Members[0].Failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_strangers_container_with_our_name_is_left_alone()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var id = await engine.Engine.CreateContainerAsync(new ContainerSpec { Name = $"{fleet.Name}-one", Image = EngineFixture.Image, Command = ["true"] }, TinyFleet.Token);
        try
        {
            var result = await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.Healthy)));
            Assert.Contains($"the name {fleet.Name}-one is taken by a container that was not made by ClawFleet", result.Members[0].Failure, StringComparison.Ordinal);
            Assert.Equal(id, (await fleet.InspectAsync("one")).Id);
        }
        finally
        {
            await engine.Engine.RemoveContainerAsync(id, force: true, CancellationToken.None);
        }
    }

    [Fact]
    public async Task A_fleet_of_that_name_from_another_file_is_refused_until_the_file_is_gone()
    {
        await using var first = new TinyFleet(engine.Engine);
        await using var second = new TinyFleet(engine.Engine, first.Name);
        await first.UpAsync(first.Plan(first.Member("one", TinyProgram.Healthy)));

        var refused = await Assert.ThrowsAsync<FleetConflictException>(() => second.UpAsync(second.Plan(second.Member("one", TinyProgram.Healthy))));
        Assert.Contains(first.Source, refused.Message, StringComparison.Ordinal);

        File.Delete(first.Source);
        var adopted = await second.UpAsync(second.Plan(first.Member("one", TinyProgram.Healthy)));
        Assert.True(adopted.AllHealthy, second.SaidSoFar);
        Assert.Contains("which is no longer there; taking it over", second.SaidSoFar, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changed_its_name_is_refused()
    {
        await using var before = new TinyFleet(engine.Engine);
        await using var after = new TinyFleet(engine.Engine) { Source = before.Source };
        await before.UpAsync(before.Plan(before.Member("one", TinyProgram.Healthy)));

        var refused = await Assert.ThrowsAsync<FleetConflictException>(() => after.UpAsync(after.Plan(after.Member("one", TinyProgram.Healthy))));
        Assert.Contains($"`clawden down --fleet {before.Name}`", refused.Message, StringComparison.Ordinal);
        Assert.Empty(await engine.Engine.ListNetworksAsync($"{FleetLabels.Fleet}={after.Name}", TinyFleet.Token));
    }

    [Fact]
    public async Task An_engine_that_goes_away_in_the_middle_is_one_clear_failure_and_the_next_up_goes_on()
    {
        await using var line = new CuttableEngine(engine.Socket);
        await using var reached = new DockerEngine(line.Address);
        await using var fleet = new TinyFleet(engine.Engine);
        var host = fleet.Host;
        var plan = fleet.Plan([.. Enumerable.Range(1, 6).Select(i => fleet.Member($"m{i}", TinyProgram.Healthy))]);
        fleet.Host = new FleetHost(reached, fleet.Options);
        var up = fleet.UpAsync(plan);
        await fleet.UntilToldAsync($"start {fleet.Name}-m1", TimeSpan.FromSeconds(30));
        line.Cut();

        var lost = await Assert.ThrowsAsync<EngineException>(() => up);
        Assert.True(lost.Kind is EngineErrorKind.ConnectionLost or EngineErrorKind.Unreachable, lost.Kind.ToString());
        Assert.Contains("What is done stays; run the same command again", lost.Message, StringComparison.Ordinal);

        fleet.Host = host;
        Assert.True((await fleet.UpAsync(plan)).AllHealthy, fleet.SaidSoFar);
    }

    [Fact]
    public async Task A_second_command_waits_and_says_who_is_at_work()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Silent));
        var first = fleet.UpAsync(plan);
        await fleet.UntilToldAsync("is starting", TimeSpan.FromSeconds(30));

        var busy = await Assert.ThrowsAsync<FleetConflictException>(() => fleet.Host.StopAsync(fleet.Name, [], fleet, TinyFleet.Token));
        Assert.Contains($"clawden up (process {Environment.ProcessId}", busy.Message, StringComparison.Ordinal);
        await first;
    }

    [Fact]
    public async Task A_member_in_a_restart_loop_can_be_stopped()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Shell("test -e /state/no && exit 1; touch /state/no; exit 1"), c => c with { User = "0:0" }));
        _ = await fleet.UpAsync(plan);
        await engine.Engine.StartContainerAsync($"{fleet.Name}-one", TinyFleet.Token);

        var result = await fleet.Host.StopAsync(fleet.Name, ["one"], fleet, TinyFleet.Token);
        Assert.True(result.Succeeded, string.Join('\n', result.Failures));
        Assert.Equal(ContainerState.Exited, (await fleet.InspectAsync("one")).State);
    }
}
