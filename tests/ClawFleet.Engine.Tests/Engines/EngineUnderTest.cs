namespace ClawFleet.Engine.Tests.Engines;

/// <summary>A real engine with the test image on it. Whatever a test makes there carries the label, and goes when the engine is disposed of.</summary>
internal sealed class EngineUnderTest(DockerEngine engine, string product) : IAsyncDisposable
{
    public const string Image = "clawfleet-engine-test:latest";
    public const string Label = "dev.clawfleet.test";
    public const string LabelValue = "engine";
    public const string LabelFilter = $"{Label}={LabelValue}";

    private static int _counter;

    public DockerEngine Engine { get; } = engine;
    public string Product { get; } = product;
    public bool IsPodman => Product == "Podman";

    public static Dictionary<string, string> Labels { get; } = new() { [Label] = LabelValue };

    /// <summary>Starts with what an earlier run may have left, and brings the image.</summary>
    public async Task PrepareAsync()
    {
        await CleanAsync();
        await using var rootFs = await RootFs.MakeAsync();
        await Engine.ImportImageAsync(rootFs, Image, default);
    }

    public static string NewName(string what = "c") => $"engine-test-{Environment.ProcessId}-{what}-{Interlocked.Increment(ref _counter)}";

    public static ContainerSpec Spec(params string[] command) => new() { Name = NewName(), Image = Image, Entrypoint = [], Command = command, Labels = Labels, StopTimeoutSeconds = 1 };

    /// <summary>A running container that does nothing for a long time and ends at once when told to.</summary>
    public async Task<string> StartSleeperAsync(Func<ContainerSpec, ContainerSpec>? change = null)
    {
        var spec = Spec("sh", "-c", "trap 'exit 0' TERM; while :; do sleep 1000 & wait; done");
        var id = await Engine.CreateContainerAsync(change?.Invoke(spec) ?? spec, default);
        await Engine.StartContainerAsync(id, default);
        return id;
    }

    public async Task<string> RunToEndAsync(params string[] command)
    {
        var id = await Engine.CreateContainerAsync(Spec(command), default);
        await Engine.StartContainerAsync(id, default);
        await Engine.WaitContainerAsync(id, default);
        return id;
    }

    public async Task<IReadOnlyList<ContainerSummary>> ListAsync(string name) =>
        [.. (await Engine.ListContainersAsync(new ContainerListQuery(All: true, [LabelFilter]), default)).Where(c => c.Name == name)];

    /// <summary>Waits for the first line of a container's log.</summary>
    public async Task<LogLine> FirstLineAsync(string id)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        await foreach (var line in Engine.ReadLogsAsync(id, new LogQuery(Follow: true), deadline.Token))
            return line;
        throw new InvalidOperationException("The container ended without a line.");
    }

    public async Task UntilHealthAsync(string id, ContainerHealth health)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while ((await Engine.ListContainersAsync(new ContainerListQuery(All: true, [LabelFilter]), deadline.Token)).Single(c => c.Id == id).Health != health)
            await Task.Delay(50, deadline.Token);
        Assert.Equal(health, (await Engine.InspectContainerAsync(id, deadline.Token)).Health);
    }

    public async ValueTask DisposeAsync()
    {
        await CleanAsync();
        try
        {
            await Engine.RemoveImageAsync(Image, force: true, default);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
        }
        await Engine.DisposeAsync();
    }

    private async Task CleanAsync()
    {
        foreach (var container in await Engine.ListContainersAsync(new ContainerListQuery(All: true, [LabelFilter]), default))
            await Engine.RemoveContainerAsync(container.Id, force: true, default);
        foreach (var network in await Engine.ListNetworksAsync(LabelFilter, default))
            await Engine.RemoveNetworkAsync(network.Name, default);
        foreach (var volume in await Engine.ListVolumesAsync(LabelFilter, default))
            await Engine.RemoveVolumeAsync(volume.Name, force: true, default);
        foreach (var image in await Engine.ListImagesAsync(LabelFilter, default))
            await Engine.RemoveImageAsync(image.Id, force: true, default);
    }
}
