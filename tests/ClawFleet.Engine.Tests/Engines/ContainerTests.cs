namespace ClawFleet.Engine.Tests.Engines;

[Collection("Engine")]
public sealed class ContainerTests(EnginesFixture engines)
{
    public static TheoryData<string> Engines { get; } = [EnginesFixture.Docker, EnginesFixture.Podman];

    [Theory, MemberData(nameof(Engines))]
    public async Task A_container_is_created_started_listed_stopped_and_removed(string name)
    {
        var test = await engines.GetAsync(name);
        var spec = EngineUnderTest.Spec("sh", "-c", "trap 'exit 7' TERM; echo ready; while :; do sleep 1000 & wait; done");

        var id = await test.Engine.CreateContainerAsync(spec, default);
        var created = Assert.Single(await ListAsync(test, spec.Name));
        Assert.Equal((spec.Name, id, ContainerState.Created), (created.Name, created.Id, created.State));

        await test.Engine.StartContainerAsync(id, default);
        await test.Engine.StartContainerAsync(id, default); // started already: no error
        var running = Assert.Single(await ListAsync(test, spec.Name));
        Assert.Equal((ContainerState.Running, ContainerHealth.None), (running.State, running.Health));
        Assert.InRange(running.Created, DateTimeOffset.UtcNow.AddMinutes(-5), DateTimeOffset.UtcNow.AddMinutes(1));
        Assert.Equal(EngineUnderTest.LabelValue, running.Labels[EngineUnderTest.Label]);
        Assert.NotEmpty(running.NetworkAddresses);

        await foreach (var line in test.Engine.ReadLogsAsync(id, new LogQuery(Follow: true), default))
        {
            Assert.Equal("ready", line.Text);
            break;
        }
        await test.Engine.StopContainerAsync(id, TimeSpan.FromSeconds(10), default);
        await test.Engine.StopContainerAsync(id, TimeSpan.FromSeconds(10), default); // stopped already: no error
        var stopped = await test.Engine.InspectContainerAsync(spec.Name, default);
        Assert.Equal((ContainerState.Exited, 7), (stopped.State, stopped.ExitCode));
        Assert.NotNull(stopped.FinishedAt);

        await test.Engine.RemoveContainerAsync(id, force: false, default);
        await test.Engine.RemoveContainerAsync(id, force: false, default); // gone already: no error
        Assert.Empty(await ListAsync(test, spec.Name));
    }

    private static async Task<List<ContainerSummary>> ListAsync(EngineUnderTest test, string name) =>
        [.. (await test.Engine.ListContainersAsync(new ContainerListQuery(All: true, [EngineUnderTest.LabelFilter]), default)).Where(c => c.Name == name)];
}
