using System.Formats.Tar;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Orchestration;

public sealed class UpTests(EngineFixture engine)
{
    [Fact]
    public async Task A_fleet_comes_up_healthy_and_a_second_up_changes_nothing()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy), fleet.Member("two", TinyProgram.Healthy));

        var first = await fleet.UpAsync(plan);
        Assert.True(first.Changed && first.AllHealthy, fleet.SaidSoFar);
        Assert.All(first.Members, m => Assert.Equal("not there", m.Cause));
        Assert.All(first.Members, m => Assert.True(m.TimeToHealthy > TimeSpan.Zero));
        var before = await fleet.InspectAsync("one");

        fleet.Events.Clear();
        var second = await fleet.UpAsync(plan);
        Assert.False(second.Changed);
        Assert.True(second.AllHealthy);
        Assert.Empty(fleet.Events);
        Assert.Equal(before.StartedAt, (await fleet.InspectAsync("one")).StartedAt);
        Assert.Equal(before.Id, (await fleet.InspectAsync("one")).Id);
    }

    [Fact]
    public async Task Only_the_member_that_changed_is_replaced_and_the_cause_is_named()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var one = fleet.Member("one", TinyProgram.Healthy);
        var two = fleet.Member("two", TinyProgram.Healthy);
        await fleet.UpAsync(fleet.Plan(one, two));
        var (oneBefore, twoBefore) = (await fleet.InspectAsync("one"), await fleet.InspectAsync("two"));
        await engine.Engine.ExecAsync(twoBefore.Id, new ExecSpec(["/bin/sh", "-c", "echo kept > /state/note"]) { User = "0" }, TinyFleet.Token);

        var changed = two with { Containers = [TinyFleet.Hashed(two.Main with { Environment = two.Main.Environment.Add("LOG_LEVEL", "debug") })] };
        var result = await fleet.UpAsync(fleet.Plan(one, changed));

        Assert.True(result.AllHealthy, fleet.SaidSoFar);
        Assert.Equal([false, true], result.Members.Select(m => m.Changed));
        Assert.Equal("environment LOG_LEVEL added", result.Members[1].Cause);
        Assert.Equal(oneBefore.Id, (await fleet.InspectAsync("one")).Id);
        var after = await fleet.InspectAsync("two");
        Assert.NotEqual(twoBefore.Id, after.Id);
        Assert.Equal("kept\n", (await engine.Engine.ExecAsync(after.Id, new ExecSpec(["cat", "/state/note"]), TinyFleet.Token)).Stdout);
    }

    [Fact]
    public async Task A_member_whose_image_was_built_again_under_its_name_is_replaced()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var image = $"localhost/{fleet.Name}:dev";
        async Task BuildAsync(string label)
        {
            var dockerfile = Path.Combine(fleet.Folder, "Dockerfile");
            await File.WriteAllTextAsync(dockerfile, $"FROM {EngineFixture.Image}\nLABEL try={label}\n", TinyFleet.Token);
            await using var context = new MemoryStream();
            await using (var tar = new TarWriter(context, leaveOpen: true))
            {
                await tar.WriteEntryAsync(dockerfile, "Dockerfile", TinyFleet.Token);
            }

            context.Position = 0;
            await foreach (var _ in engine.Engine.BuildImageAsync(new ImageBuildSpec { Tags = [image] }, context, TinyFleet.Token))
            {
            }
        }

        await BuildAsync("first");
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy, c => c with { Image = image }), fleet.Member("two", TinyProgram.Healthy));
        try
        {
            await fleet.UpAsync(plan);
            Assert.False((await fleet.UpAsync(plan)).Changed);
            await BuildAsync("second");

            var result = await fleet.UpAsync(plan);

            Assert.Equal([$"{image} is another image now", null], result.Members.Select(m => m.Cause));
            Assert.True(result.AllHealthy, fleet.SaidSoFar);
            Assert.False((await fleet.UpAsync(plan)).Changed);
        }
        finally
        {
            await fleet.Host.DownAsync(fleet.Name, volumes: true, fleet, TinyFleet.Token);
            await engine.Engine.RemoveImageAsync(image, force: true, TinyFleet.Token);
        }
    }

    [Fact]
    public async Task A_member_and_its_network_that_left_the_file_are_removed()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var one = fleet.Member("one", TinyProgram.Healthy);
        var two = fleet.Member("two", TinyProgram.Healthy, sidecar: fleet.Sidecar("two", TinyProgram.Silent, ["true"]));
        Assert.True((await fleet.UpAsync(fleet.Plan(one, two))).AllHealthy, fleet.SaidSoFar);

        await fleet.UpAsync(fleet.Plan(one));

        Assert.Equal([$"{fleet.Name}-one"], (await fleet.Host.ListAsync(fleet.Name, TinyFleet.Token)).Select(s => s.ContainerName));
        Assert.Equal([fleet.Name], (await engine.Engine.ListNetworksAsync($"{FleetLabels.Fleet}={fleet.Name}", TinyFleet.Token)).Select(n => n.Name));
        Assert.Equal(3, (await engine.Engine.ListVolumesAsync($"{FleetLabels.Fleet}={fleet.Name}", TinyFleet.Token)).Count); // Data stays.
    }

    [Fact]
    public async Task A_sidecar_is_healthy_before_its_member_starts()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var sidecar = fleet.Sidecar("one", TinyProgram.Shell("trap 'exit 0' TERM; sleep 1; touch /tmp/ready; while :; do sleep 0.1; done"), ["test", "-e", "/tmp/ready"]);
        var result = await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.Healthy, sidecar: sidecar)));

        Assert.True(result.AllHealthy, fleet.SaidSoFar);
        var (db, main) = (await fleet.InspectAsync("one-db"), await fleet.InspectAsync("one"));
        Assert.True(main.StartedAt - db.StartedAt > TimeSpan.FromSeconds(1));
        Assert.Contains($"{fleet.Name}-one-db", main.NetworkAddresses.Keys);
        Assert.DoesNotContain(fleet.Name, db.NetworkAddresses.Keys);
    }

    [Fact]
    public async Task An_engine_chosen_port_is_found_and_asked()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var result = await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.Healthy, port: 0)));
        Assert.True(result.AllHealthy, fleet.SaidSoFar);
        using var http = new HttpClient();
        Assert.Equal("ok", await http.GetStringAsync(new Uri(result.Members[0].Address + "/health"), TinyFleet.Token));
    }

    [Fact]
    public async Task Status_shows_state_health_address_and_start()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy));
        await fleet.UpAsync(plan);

        var running = await fleet.StatusAsync("one");
        Assert.Equal((MemberState.Running, "healthy", "member"), (running.State, running.Health, running.Role));
        Assert.Equal(plan.Members[0].Main.Ports[0].HostPort, new Uri(running.Address!).Port);
        Assert.NotNull(running.StartedAt);

        await fleet.Host.StopAsync(fleet.Name, ["one"], fleet, TinyFleet.Token);
        var stopped = await fleet.StatusAsync("one");
        Assert.Equal((MemberState.Stopped, 0, (DateTimeOffset?)null), (stopped.State, stopped.ExitCode, stopped.StartedAt));

        Assert.Equal(MemberState.Running, (await fleet.Host.RestartAsync(fleet.Name, [], fleet, TinyFleet.Token)).Members.Single().State);
        Assert.Equal(MemberState.Running, (await fleet.StatusAsync("one")).State);
        var summary = (await fleet.Host.ListFleetsAsync(TinyFleet.Token)).Single(f => f.Name == fleet.Name);
        Assert.Equal((fleet.Source, 1, 1), (summary.Source, summary.Members, summary.Running));
    }

    [Fact]
    public async Task Down_leaves_nothing_but_volumes_and_those_too_when_asked()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.Healthy), fleet.Member("two", TinyProgram.ExitsWith(1))));

        var result = await fleet.Host.DownAsync(fleet.Name, volumes: false, fleet, TinyFleet.Token);
        Assert.True(result.Succeeded, string.Join('\n', result.Failures));
        Assert.Empty(await fleet.Host.ListAsync(fleet.Name, TinyFleet.Token));
        Assert.Empty(await engine.Engine.ListNetworksAsync($"{FleetLabels.Fleet}={fleet.Name}", TinyFleet.Token));
        Assert.Equal(2, (await engine.Engine.ListVolumesAsync($"{FleetLabels.Fleet}={fleet.Name}", TinyFleet.Token)).Count);

        await fleet.Host.DownAsync(fleet.Name, volumes: true, fleet, TinyFleet.Token);
        Assert.Empty(await engine.Engine.ListVolumesAsync($"{FleetLabels.Fleet}={fleet.Name}", TinyFleet.Token));
    }
}
