using ClawFleet.Engine;
using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Execution;

public sealed class UpTests : IDisposable
{
    private static readonly Func<ContainerPlan, ContainerPlan> Asked = c => c with { Ports = [], Health = c.Health with { Command = ["health"] } };

    private readonly FakeFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task A_second_up_is_three_lists_and_no_more()
    {
        var plan = Plans.Fleet(Plans.Member("one", 0), Plans.Member("two", 0, withDatabase: true));
        Assert.True((await _fleet.UpAsync(plan)).AllHealthy);
        _fleet.Engine.Calls.Clear();

        var second = await _fleet.UpAsync(plan);
        Assert.False(second.Changed);
        Assert.True(second.AllHealthy);
        Assert.Equal(["list containers", "list networks", "list volumes"], _fleet.Engine.Calls.Order());
    }

    [Fact]
    public async Task A_first_up_makes_one_call_an_operation()
    {
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)));
        Assert.Equal(
            ["create crew-one", "create network crew", "create volume crew-one-state", "list containers", "list networks", "list volumes", "start crew-one", "watch events"],
            _fleet.Engine.Calls.Order());
    }

    [Theory]
    [InlineData("Docker", "json-file", 100)]
    [InlineData("Docker", "journald", null)]
    [InlineData("Podman", "json-file", null)]
    public async Task What_the_engine_keeps_of_output_is_bounded_where_it_would_not_be(string product, string driver, int? megabytes)
    {
        _fleet.Engine.Info = _fleet.Engine.Info with { Product = product, LogDriver = driver };
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0, withDatabase: true)));
        Assert.All((string[])["crew-one", "crew-one-db"], name => Assert.Equal(megabytes, _fleet.Engine[name].Spec.Logs is { } logs ? logs.MaxFileMegabytes * logs.MaxFiles : null));
    }

    [Fact]
    public async Task A_failed_sidecar_leaves_its_member_waiting_and_the_others_alone()
    {
        _fleet.Engine.Before = (verb, target) =>
        {
            if (verb == "start" && target == "crew-two-db")
            {
                throw new EngineException(EngineErrorKind.EngineFault, "No more of that.");
            }
        };
        var result = await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0), Plans.Member("two", 0, withDatabase: true)));

        Assert.Equal([MemberState.Running, MemberState.Waiting], result.Members.Select(m => m.State));
        Assert.Equal("start crew-two-db: No more of that", result.Members[1].Failure);
        Assert.DoesNotContain("start crew-two", _fleet.Engine.Calls);
    }

    [Fact]
    public async Task A_program_that_ends_again_and_again_is_stopped_with_its_last_words()
    {
        _fleet.Secrets["KEY"] = "very-secret";
        _fleet.Engine.Health = _ => 1;
        _fleet.Engine.Program = c =>
        {
            c.Log.Add("bad key very-secret");
            for (var i = 0; i < 3; i++)
            {
                _fleet.Engine.Exit(c, 1);
            }
        };
        var result = await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0, c => Asked(c) with { Secrets = ["KEY"], Health = c.Health with { Command = ["health"], DeadlineSeconds = 30 } })));

        Assert.Equal((MemberState.FailedToStart, "exited (1), 3 times while starting"), (result.Members[0].State, result.Members[0].Failure));
        Assert.Equal(["bad key ***"], result.Members[0].LastLines);
        Assert.Contains("stop crew-one", _fleet.Engine.Calls);
    }

    [Fact]
    public async Task A_start_runs_out_of_time_with_the_last_answer()
    {
        _fleet.Engine.Health = _ => 3;
        var result = await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0, Asked)));
        Assert.Equal((MemberState.Unhealthy, "is not healthy 1 s after its start: the health command ended with 3 (not yet)"), (result.Members[0].State, result.Members[0].Failure));
    }

    [Fact]
    public async Task An_engine_that_goes_away_is_one_failure_and_the_next_up_goes_on()
    {
        var plan = Plans.Fleet([.. Enumerable.Range(1, 20).Select(i => Plans.Member($"m{i}", 0))]);
        var starts = 0;
        _fleet.Engine.Before = (verb, _) =>
        {
            if (verb == "start" && Interlocked.Increment(ref starts) > 5)
            {
                throw new EngineException(EngineErrorKind.ConnectionLost, "The connection broke.");
            }
        };
        var lost = await Assert.ThrowsAsync<EngineException>(() => _fleet.UpAsync(plan));
        Assert.Equal("The engine went away in the middle of the work: The connection broke. What is done stays; run the same command again when the engine is back.", lost.Message);

        _fleet.Engine.Before = (_, _) => { };
        Assert.True((await _fleet.UpAsync(plan)).AllHealthy);
        Assert.Equal(20, _fleet.Engine.Names.Count());
    }

    [Fact]
    public async Task A_full_disk_is_said_in_the_engines_words()
    {
        _fleet.Engine.Before = (verb, target) =>
        {
            if (verb == "create" && target == "crew-one")
            {
                throw new EngineException(EngineErrorKind.NoSpace, "No space is left on the engine's disk; free some and try again.");
            }
        };
        Assert.Equal("create crew-one: No space is left on the engine's disk; free some and try again", (await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)))).Members[0].Failure);
    }

    [Fact]
    public async Task A_create_that_was_cut_off_and_taken_back_is_done_again()
    {
        var plan = Plans.Fleet(Plans.Member("one", 0));
        await _fleet.UpAsync(plan);
        await _fleet.Host.StopAsync("crew", [], _fleet, FakeFleet.Token);
        var first = _fleet.Engine["crew-one"];
        _fleet.Engine.Before = (verb, _) =>
        {
            if (verb == "start" && _fleet.Engine.Names.Any() && _fleet.Engine["crew-one"] == first)
            {
                _fleet.Engine.Before = (_, _) => { };
                _fleet.Engine.RemoveContainerAsync(first.Id, true, FakeFleet.Token).GetAwaiter().GetResult();
                throw new EngineException(EngineErrorKind.NotFound, "No such container.");
            }
        };
        Assert.True((await _fleet.UpAsync(plan)).AllHealthy, _fleet.Said);
        Assert.NotSame(first, _fleet.Engine["crew-one"]);
    }

    [Fact]
    public async Task A_container_of_ours_that_appeared_meanwhile_makes_room_and_a_strangers_does_not()
    {
        var plan = Plans.Fleet(Plans.Member("one", 0));
        var appeared = false;
        _fleet.Engine.Before = (verb, target) =>
        {
            if (verb == "create" && target == "crew-one" && !appeared)
            {
                appeared = true;
                _fleet.Engine.CreateContainerAsync(new ContainerSpec { Name = "crew-one", Image = "i", Labels = new Dictionary<string, string> { [FleetLabels.Fleet] = "crew" } }, FakeFleet.Token).GetAwaiter().GetResult();
            }
        };
        Assert.True((await _fleet.UpAsync(plan)).AllHealthy, _fleet.Said);

        await _fleet.Host.DownAsync("crew", false, _fleet, FakeFleet.Token);
        await _fleet.Engine.CreateContainerAsync(new ContainerSpec { Name = "crew-one", Image = "nginx" }, FakeFleet.Token);
        Assert.Equal(
            "the name crew-one is taken by a container that was not made by ClawFleet (image nginx); remove it (`docker rm crew-one`), or give the fleet or the member another name",
            (await _fleet.UpAsync(plan)).Members[0].Failure);
    }

    [Fact]
    public async Task A_name_that_the_engine_still_holds_for_a_killed_host_is_waited_for()
    {
        var refusals = 3;
        _fleet.Engine.Before = (verb, target) =>
        {
            if (verb == "create" && target == "crew-one" && refusals-- > 0)
            {
                throw new EngineException(EngineErrorKind.Conflict, "The name is in use.");
            }
        };
        Assert.True((await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)))).AllHealthy, _fleet.Said);
    }

    [Fact]
    public async Task A_member_nobody_knows_is_named_with_those_there_are()
    {
        var e = await Assert.ThrowsAsync<UnknownMemberException>(() => _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)), "won"));
        Assert.Equal("The fleet 'crew' has no member named won; it has one.", e.Message);
    }

    [Fact]
    public async Task Down_needs_no_plan_and_leaves_volumes()
    {
        _fleet.Secrets["KEY"] = "very-secret";
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0, c => c with { Secrets = ["KEY"] }), Plans.Member("two", 0, withDatabase: true)));
        Assert.True((await _fleet.Host.DownAsync("crew", false, _fleet, FakeFleet.Token)).Succeeded);
        Assert.Empty(_fleet.Engine.Names);
        Assert.Empty(_fleet.Engine.NetworkNames);
        Assert.Equal(3, _fleet.Engine.VolumeNames.Count());
        Assert.False(Directory.Exists(Path.Combine(_fleet.Options.SecretsRoot, "crew")));

        await _fleet.Host.DownAsync("crew", true, _fleet, FakeFleet.Token);
        Assert.Empty(_fleet.Engine.VolumeNames);
        Assert.False(Directory.Exists(Path.Combine(_fleet.Options.StateRoot, "crew")));
    }

    [Fact]
    public async Task Down_names_a_stranger_that_holds_the_fleets_network()
    {
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)));
        await _fleet.Engine.CreateContainerAsync(new ContainerSpec { Name = "visitor", Image = "nginx", Networks = [new NetworkEndpoint("crew", [])] }, FakeFleet.Token);
        _fleet.Engine.Before = (verb, target) =>
        {
            if (verb == "remove network")
            {
                throw new EngineException(EngineErrorKind.Conflict, $"network {target} has active endpoints");
            }
        };
        Assert.False((await _fleet.Host.DownAsync("crew", false, _fleet, FakeFleet.Token)).Succeeded);
        Assert.Contains(
            "the network crew is kept: the container visitor is on it and not of this fleet; take it off (`docker network disconnect crew visitor`), then run `clawden down` again", _fleet.Said,
            StringComparison.Ordinal);
        Assert.Equal(["visitor"], _fleet.Engine.Names);
    }

    [Fact]
    public async Task A_database_is_no_member_to_talk_to()
    {
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("two", 0, withDatabase: true)));
        var said = await Assert.ThrowsAsync<UnknownMemberException>(() => _fleet.Host.FindDoorAsync("crew", "two-db", FakeFleet.Token));
        Assert.Equal("two-db is a member's sidecar and cannot be talked to; there are: two", said.Message);
    }
}
