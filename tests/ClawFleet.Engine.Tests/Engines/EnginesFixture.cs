namespace ClawFleet.Engine.Tests.Engines;

/// <summary>The engines of this machine, made ready once for all tests of the collection.</summary>
public sealed class EnginesFixture : IAsyncLifetime
{
    public const string Docker = "docker";
    public const string Podman = "podman";

    private readonly SemaphoreSlim _preparing = new(1, 1);
    private readonly Dictionary<string, EngineUnderTest> _ready = [];
    private PodmanService? _podman;

    /// <summary>The engine, or the test is skipped with how to get it.</summary>
    internal async Task<EngineUnderTest> GetAsync(string name)
    {
        await _preparing.WaitAsync();
        try
        {
            if (_ready.TryGetValue(name, out var ready))
                return ready;
            var engine = name == Docker ? await OpenDockerAsync() : await OpenPodmanAsync();
            await engine.PrepareAsync();
            return _ready[name] = engine;
        }
        finally
        {
            _preparing.Release();
        }
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var engine in _ready.Values)
            await engine.DisposeAsync();
        if (_podman is not null)
            await _podman.DisposeAsync();
        _preparing.Dispose();
    }

    private static async Task<EngineUnderTest> OpenDockerAsync()
    {
        var engine = new DockerEngine("unix:///var/run/docker.sock");
        try
        {
            var info = await engine.GetInfoAsync(default);
            return new EngineUnderTest(engine, info.Product);
        }
        catch (EngineException e) when (e.Kind is EngineErrorKind.Unreachable or EngineErrorKind.PermissionDenied)
        {
            Assert.Skip("Docker does not run here (apt-get install docker.io, then dockerd): " + e.Message);
            throw;
        }
    }

    private async Task<EngineUnderTest> OpenPodmanAsync()
    {
        _podman ??= await PodmanService.StartAsync();
        return new EngineUnderTest(new DockerEngine("unix://" + _podman.Socket), "Podman");
    }
}

[CollectionDefinition("Engine")]
public sealed class EngineTests : ICollectionFixture<EnginesFixture>;
