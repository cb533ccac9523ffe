using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.Orchestration;

public sealed class KilledHostTests(EngineFixture engine)
{
    [Fact]
    public async Task A_host_killed_in_the_middle_leaves_a_fleet_that_the_next_up_takes_over()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var ports = Enumerable.Range(0, HostToKill.Members).Select(_ => Ports.Free()).ToArray();
        using var host = HostToKill.Start(fleet, ports);
        await fleet.UntilAsync("a first container", TimeSpan.FromSeconds(60), async () => (await fleet.Host.ListAsync(fleet.Name, TinyFleet.Token)).Count > 0);
        host.Kill();
        await host.WaitForExitAsync(TinyFleet.Token);
        var left = (await fleet.Host.ListAsync(fleet.Name, TinyFleet.Token)).Select(s => s.ContainerId).ToList();

        var result = await fleet.UpAsync(HostToKill.Plan(fleet, ports));

        Assert.True(result.AllHealthy, fleet.SaidSoFar);
        var now = (await fleet.Host.ListAsync(fleet.Name, TinyFleet.Token)).Select(s => s.ContainerId).ToList();
        Assert.Equal(HostToKill.Members, now.Count);
        Assert.Superset(left.ToHashSet(), now.ToHashSet()); // Adopted, not made anew.
    }

    [Fact]
    public async Task A_container_that_was_made_and_never_started_is_started()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy));
        await fleet.UpAsync(plan);
        var details = await fleet.InspectAsync("one");
        await engine.Engine.RemoveContainerAsync(details.Id, force: true, TinyFleet.Token);
        // The same container as a killed host would leave it: made, with its labels, not started.
        var id = await engine.Engine.CreateContainerAsync(
            Hosting.Execution.ContainerSpecs.For(fleet.Name, fleet.Source, plan.Members[0].Main, "", null), TinyFleet.Token);

        var result = await fleet.UpAsync(plan);
        Assert.True(result.AllHealthy, fleet.SaidSoFar);
        Assert.Equal("made but never started", result.Members[0].Cause);
        Assert.Equal((id, ContainerState.Running), ((await fleet.InspectAsync("one")).Id, (await fleet.InspectAsync("one")).State));
    }
}
