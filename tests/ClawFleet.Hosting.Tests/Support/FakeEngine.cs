using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Tests.Support;

/// <summary>An engine in memory: containers with states, networks, volumes, events. What a container does when it is started, a test says.</summary>
internal sealed class FakeEngine : IContainerEngine
{
    private readonly ConcurrentDictionary<string, FakeContainer> _containers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, NetworkSpec> _networks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, VolumeSpec> _volumes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<Channel<EngineEvent>> _watchers = [];
    private int _ids;

    /// <summary>Every call, as <c>create crew-one</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Called with the verb and the target before each call; may throw.</summary>
    public Action<string, string> Before { get; set; } = (_, _) => { };

    /// <summary>Called after a container started: its program.</summary>
    public Action<FakeContainer> Program { get; set; } = _ => { };

    /// <summary>What it says of itself.</summary>
    public EngineInfo Info { get; set; } = new("Docker", "28.0", "1.48", "amd64", "Linux", Rootless: false, ["runc"], "overlay2", "unix:///fake") { CgroupVersion = "2" };

    /// <summary>What the health command answers.</summary>
    public Func<FakeContainer, int> Health { get; set; } = _ => 0;

    public FakeContainer this[string name] => _containers[name];

    public IEnumerable<string> Names => _containers.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<string> NetworkNames => _networks.Keys.Order(StringComparer.Ordinal);

    public IEnumerable<string> VolumeNames => _volumes.Keys.Order(StringComparer.Ordinal);

    public Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(ContainerListQuery query, CancellationToken ct)
    {
        Call("list", "containers");
        return Task.FromResult<IReadOnlyList<ContainerSummary>>(
        [
            .. _containers.Values.Where(c => query.LabelFilters.All(f => Matches(c.Spec.Labels, f))).Select(c => new ContainerSummary(
                c.Id, c.Spec.Name, c.Spec.Image, "sha256:1", c.State, ContainerHealth.None, c.State == ContainerState.Running ? "Up 1 minute" : $"Exited ({c.ExitCode}) 1 second ago",
                DateTimeOffset.UtcNow, c.Spec.Labels, [], c.Spec.Networks.ToDictionary(n => n.Network, _ => "172.30.0.2"))),
        ]);
    }

    public Task<string> CreateContainerAsync(ContainerSpec spec, CancellationToken ct)
    {
        Call("create", spec.Name);
        var container = new FakeContainer(spec, $"id{Interlocked.Increment(ref _ids)}");
        return _containers.TryAdd(spec.Name, container) ? Task.FromResult(container.Id) : throw new EngineException(EngineErrorKind.Conflict, $"The name {spec.Name} is in use.");
    }

    public Task StartContainerAsync(string idOrName, CancellationToken ct)
    {
        var container = Find(idOrName);
        Call("start", container.Spec.Name);
        container.State = ContainerState.Running;
        Tell(container, "start");
        Program(container);
        return Task.CompletedTask;
    }

    public Task StopContainerAsync(string idOrName, TimeSpan grace, CancellationToken ct)
    {
        var container = Find(idOrName);
        Call("stop", container.Spec.Name);
        if (container.State == ContainerState.Running)
        {
            Exit(container, 143);
        }

        container.State = ContainerState.Exited;
        Tell(container, "stop");
        return Task.CompletedTask;
    }

    public Task RemoveContainerAsync(string idOrName, bool force, CancellationToken ct)
    {
        var container = Find(idOrName);
        Call("remove", container.Spec.Name);
        _containers.TryRemove(container.Spec.Name, out _);
        Tell(container, "destroy");
        return Task.CompletedTask;
    }

    public Task<ContainerDetails> InspectContainerAsync(string idOrName, CancellationToken ct)
    {
        var c = Find(idOrName);
        Call("inspect", c.Spec.Name);
        return Task.FromResult(new ContainerDetails
        {
            Id = c.Id,
            Name = c.Spec.Name,
            Image = c.Spec.Image,
            ImageId = "sha256:1",
            State = c.State,
            Health = ContainerHealth.None,
            ExitCode = c.ExitCode,
            OomKilled = c.OomKilled,
            Error = "",
            Pid = 1,
            RestartCount = 0,
            Created = DateTimeOffset.UtcNow,
            StartedAt = DateTimeOffset.UtcNow,
            FinishedAt = null,
            User = "",
            Hostname = "",
            Environment = [],
            Argv = [],
            Labels = c.Spec.Labels,
            ReadOnlyRoot = true,
            DropCapabilities = [],
            AddCapabilities = [],
            SecurityOptions = [],
            Privileged = false,
            MemoryBytes = 0,
            Pids = 0,
            Cpus = 0,
            Mounts = [],
            Ports = [],
            NetworkAddresses = new Dictionary<string, string>(),
            Restart = c.Spec.Restart,
            RawJson = "{}",
        });
    }

    public Task<ExecResult> ExecAsync(string idOrName, ExecSpec spec, CancellationToken ct)
    {
        var container = Find(idOrName);
        Call("exec", container.Spec.Name);
        return container.State == ContainerState.Running
            ? Task.FromResult(new ExecResult(Health(container), "", "not yet"))
            : throw new EngineException(EngineErrorKind.Conflict, "It is not running.");
    }

    public async IAsyncEnumerable<LogLine> ReadLogsAsync(string idOrName, LogQuery query, [EnumeratorCancellation] CancellationToken ct)
    {
        await Task.CompletedTask;
        foreach (var line in Find(idOrName).Log)
        {
            yield return new LogLine(OutputStream.Stdout, DateTimeOffset.UtcNow, line);
        }
    }

    public Task<IReadOnlyList<NetworkSummary>> ListNetworksAsync(string? labelFilter, CancellationToken ct)
    {
        Call("list", "networks");
        return Task.FromResult<IReadOnlyList<NetworkSummary>>([.. _networks.Values.Select(n => new NetworkSummary(n.Name, n.Name, n.Internal, n.Labels))]);
    }

    public Task<string> CreateNetworkAsync(NetworkSpec spec, CancellationToken ct)
    {
        Call("create network", spec.Name);
        _networks[spec.Name] = spec;
        return Task.FromResult(spec.Name);
    }

    public Task RemoveNetworkAsync(string network, CancellationToken ct)
    {
        Call("remove network", network);
        return _networks.TryRemove(network, out _) ? Task.CompletedTask : throw new EngineException(EngineErrorKind.NotFound, "There is none.");
    }

    public Task<IReadOnlyList<VolumeSummary>> ListVolumesAsync(string? labelFilter, CancellationToken ct)
    {
        Call("list", "volumes");
        return Task.FromResult<IReadOnlyList<VolumeSummary>>([.. _volumes.Values.Select(v => new VolumeSummary(v.Name, v.Labels))]);
    }

    public Task CreateVolumeAsync(VolumeSpec spec, CancellationToken ct)
    {
        Call("create volume", spec.Name);
        _volumes[spec.Name] = spec;
        return Task.CompletedTask;
    }

    public Task RemoveVolumeAsync(string name, bool force, CancellationToken ct)
    {
        Call("remove volume", name);
        _volumes.TryRemove(name, out _);
        return Task.CompletedTask;
    }

    public async IAsyncEnumerable<EngineEvent> WatchEventsAsync(string? labelFilter, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        Call("watch", "events");
        var channel = Channel.CreateUnbounded<EngineEvent>();
        lock (_gate)
        {
            _watchers.Add(channel);
        }

        await foreach (var seen in channel.Reader.ReadAllAsync(ct))
        {
            yield return seen;
        }
    }

    /// <summary>The container's program ends.</summary>
    public void Exit(FakeContainer container, int code)
    {
        container.ExitCode = code;
        container.State = ContainerState.Exited;
        Tell(container, "die", code);
    }

    /// <summary>Breaks every event stream: the engine goes away.</summary>
    public void BreakStreams()
    {
        lock (_gate)
        {
            _watchers.ForEach(w => w.Writer.TryComplete(new EngineException(EngineErrorKind.ConnectionLost, "The connection broke.")));
            _watchers.Clear();
        }
    }

    public Task<EngineInfo> GetInfoAsync(CancellationToken ct) => Task.FromResult(Info);
    public Task KillContainerAsync(string idOrName, string signal, CancellationToken ct) => throw new NotSupportedException();
    public Task RestartContainerAsync(string idOrName, TimeSpan grace, CancellationToken ct) => throw new NotSupportedException();
    public Task RenameContainerAsync(string idOrName, string newName, CancellationToken ct) => throw new NotSupportedException();
    public Task UpdateRestartPolicyAsync(string idOrName, RestartPolicy policy, CancellationToken ct) => throw new NotSupportedException();
    public Task<long> WaitContainerAsync(string idOrName, CancellationToken ct) => throw new NotSupportedException();
    public Task<ContainerProcesses> TopAsync(string idOrName, CancellationToken ct) => throw new NotSupportedException();
    public Task<ContainerStats?> ReadStatsAsync(string idOrName, CancellationToken ct) => throw new NotSupportedException();
    public Task<ExecSession> ExecAttachedAsync(string idOrName, ExecSpec spec, CancellationToken ct) => throw new NotSupportedException();
    public Task<Stream> ReadArchiveAsync(string idOrName, string path, CancellationToken ct) => throw new NotSupportedException();
    public Task<ImageDetails?> FindImageAsync(string reference, CancellationToken ct) => throw new NotSupportedException();
    public Task<IReadOnlyList<ImageSummary>> ListImagesAsync(string? labelFilter, CancellationToken ct) => throw new NotSupportedException();
    public IAsyncEnumerable<PullProgress> PullImageAsync(string reference, CancellationToken ct) => throw new NotSupportedException();
    public IAsyncEnumerable<BuildProgress> BuildImageAsync(ImageBuildSpec spec, Stream contextTar, CancellationToken ct) => throw new NotSupportedException();
    public Task<string> ImportImageAsync(Stream rootFsTar, string reference, CancellationToken ct) => throw new NotSupportedException();
    public Task TagImageAsync(string reference, string newReference, CancellationToken ct) => throw new NotSupportedException();
    public Task RemoveImageAsync(string reference, bool force, CancellationToken ct) => throw new NotSupportedException();
    public Task<IReadOnlyList<ImageLayer>> GetImageHistoryAsync(string reference, CancellationToken ct) => throw new NotSupportedException();
    public Task ConnectNetworkAsync(string network, string container, IReadOnlyList<string> aliases, CancellationToken ct) => throw new NotSupportedException();
    public Task DisconnectNetworkAsync(string network, string container, bool force, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private void Call(string verb, string target)
    {
        Before(verb, target);
        Calls.Enqueue($"{verb} {target}");
    }

    private FakeContainer Find(string idOrName) => _containers.Values.FirstOrDefault(c => c.Id == idOrName || c.Spec.Name == idOrName)
        ?? throw new EngineException(EngineErrorKind.NotFound, $"No such container: {idOrName}.");

    private void Tell(FakeContainer container, string action, int? exitCode = null)
    {
        var attributes = new Dictionary<string, string>(container.Spec.Labels);
        if (exitCode is { } code)
        {
            attributes["exitCode"] = $"{code}";
        }

        lock (_gate)
        {
            _watchers.ForEach(w => w.Writer.TryWrite(new EngineEvent("container", action, null, container.Id, container.Spec.Name, DateTimeOffset.UtcNow, attributes)));
        }
    }

    private static bool Matches(IReadOnlyDictionary<string, string> labels, string filter) =>
        filter.Split('=', 2) is [var key, var value] ? labels.GetValueOrDefault(key) == value : labels.ContainsKey(filter);
}

internal sealed class FakeContainer(ContainerSpec spec, string id)
{
    public ContainerSpec Spec { get; } = spec;
    public string Id { get; } = id;
    public ContainerState State { get; set; } = ContainerState.Created;
    public int ExitCode { get; set; }
    public bool OomKilled { get; set; }
    public List<string> Log { get; } = [];
}
