namespace ClawFleet.Engine.Tests.Engines;

[Collection("Engine")]
public sealed class EventTests(EnginesFixture engines)
{
    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task A_container_s_life_is_seen_in_events(string name)
    {
        var test = await engines.GetAsync(name);
        var since = DateTimeOffset.UtcNow;
        var spec = EngineUnderTest.Spec("sh", "-c", "exit 9");
        spec = spec with { Labels = new Dictionary<string, string>(EngineUnderTest.Labels) { ["dev.clawfleet.test.case"] = spec.Name } };
        var id = await test.Engine.CreateContainerAsync(spec, default);
        await test.Engine.StartContainerAsync(id, default);
        await test.Engine.WaitContainerAsync(id, default);

        var seen = new List<EngineEvent>();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (var happened in test.Engine.WatchEventsAsync($"dev.clawfleet.test.case={spec.Name}", since, deadline.Token))
        {
            seen.Add(happened);
            if (happened.Action == "die")
                await test.Engine.RemoveContainerAsync(id, force: true, deadline.Token);
            if (happened.Action == "destroy")
                break;
        }
        Assert.Equal(["create", "start", "die", "destroy"], seen.Where(e => e.Type == "container").Select(e => e.Action).Where(a => a is not ("init" or "attach" or "cleanup" or "sync" or "mount" or "unmount")));
        var died = seen.Single(e => e.Action == "die");
        Assert.Equal((id, spec.Name, 9), (died.Id, died.Name, died.ExitCode));
        Assert.InRange(died.Time, since.AddSeconds(-1), DateTimeOffset.UtcNow.AddSeconds(1));
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task Watching_ends_promptly_when_cancelled(string name)
    {
        var test = await engines.GetAsync(name);
        using var cancel = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        var watching = test.Engine.WatchEventsAsync("dev.clawfleet.test.case=none", null, cancel.Token).ToListAsync().AsTask();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => watching.WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Theory, MemberData(nameof(EngineNames.All), MemberType = typeof(EngineNames))]
    public async Task The_engine_says_what_it_is(string name)
    {
        var test = await engines.GetAsync(name);
        var info = await test.Engine.GetInfoAsync(default);
        Assert.Equal(name, info.Product, ignoreCase: true);
        Assert.Matches("^[0-9]+\\.[0-9]+", info.Version);
        Assert.Matches("^1\\.[0-9]+$", info.ApiVersion);
        Assert.Contains(info.Architecture, new[] { "amd64", "arm64" });
        Assert.StartsWith("unix:///", info.Address, StringComparison.Ordinal);
        Assert.NotEmpty(info.OciRuntimes);
        Assert.NotEmpty(info.StorageDriver);
    }
}
