using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Fakes;

/// <summary>An engine in memory: containers with states, networks, volumes, events. What a container does when it is started, a test says.</summary>
public sealed class FakeEngine : IContainerEngine
{
    private readonly ConcurrentDictionary<string, FakeContainer> _containers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, NetworkSpec> _networks = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, VolumeSpec> _volumes = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly List<Channel<EngineEvent>> _watchers = [];
    private readonly List<EngineEvent> _told = [];
    private int _ids;

    /// <summary>Every call, as <c>create crew-one</c>.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Called with the verb and the target before each call; may throw.</summary>
    public Action<string, string> Before { get; set; } = (_, _) => { };

    /// <summary>Called after a container started: its program.</summary>
    public Action<FakeContainer> Program { get; set; } = _ => { };

    /// <summary>What it says of itself.</summary>
    public EngineInfo Info { get; set; } = new("Docker", "28.0", "1.48", "amd64", "Linux", Rootless: false, ["runc"], "overlay2", "unix:///fake") { CgroupVersion = "2" };

    /// <summary>The address ranges that each network says it has.</summary>
    public IReadOnlyList<NetworkRange> NetworkRanges { get; set; } = [];

    /// <summary>What the health command answers.</summary>
    public Func<FakeContainer, int> Health { get; set; } = _ => 0;

    /// <summary>What a registry says to a pull; may throw.</summary>
    public Func<string, IEnumerable<PullProgress>> Pull { get; set; } = _ => throw new NotSupportedException();

    /// <summary>What the builder says; may throw.</summary>
    public Func<ImageBuildSpec, IEnumerable<BuildProgress>> Build { get; set; } = _ => throw new NotSupportedException();

    /// <summary>Which image a reference means.</summary>
    public Func<string, string> ImageIds { get; set; } = _ => "sha256:1";

    /// <summary>Images that were removed from it; every other one is there.</summary>
    public HashSet<string> ImagesGone { get; } = new(StringComparer.Ordinal);

    /// <summary>What a container ends with when somebody waits for its end.</summary>
    public Func<FakeContainer, long> Wait { get; set; } = c => c.ExitCode;

    /// <summary>What a container uses.</summary>
    public Func<FakeContainer, ContainerStats?> Stats { get; set; } = _ => null;

    /// <summary>When the first line of each log was written.</summary>
    public DateTimeOffset LogsBegin { get; } = new(2026, 11, 27, 20, 0, 0, TimeSpan.Zero);

    /// <summary>What logs were asked for, in that order.</summary>
    public ConcurrentQueue<LogQuery> LogQueries { get; } = [];

    /// <summary>After how many lines of a log the connection breaks.</summary>
    public int LogsBreakAfter { get; set; } = int.MaxValue;

    /// <summary>As Podman's: two lines have the same time, and what is asked for since a time has the lines of that time in it.</summary>
    public bool LogTimesAreCoarse { get; set; }

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
                c.Id, c.Spec.Name, c.Spec.Image, c.ImageId, c.State, ContainerHealth.None, c.State == ContainerState.Running ? "Up 1 minute" : $"Exited ({c.ExitCode}) 1 second ago",
                DateTimeOffset.UtcNow, c.Spec.Labels, [], c.Spec.Networks.ToDictionary(n => n.Network, _ => "172.30.0.2"))),
        ]);
    }

    public Task<string> CreateContainerAsync(ContainerSpec spec, CancellationToken ct)
    {
        Call("create", spec.Name);
        var container = new FakeContainer(spec, $"id{Interlocked.Increment(ref _ids)}", ImageIds(spec.Image));
        return _containers.TryAdd(spec.Name, container) ? Task.FromResult(container.Id) : throw new EngineException(EngineErrorKind.Conflict, $"The name {spec.Name} is in use.");
    }

    public Task StartContainerAsync(string idOrName, CancellationToken ct)
    {
        var container = Find(idOrName);
        Call("start", container.Spec.Name);
        container.State = ContainerState.Running;
        container.StartedAt = DateTimeOffset.UtcNow;
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
            ImageId = c.ImageId,
            State = c.State,
            Health = c.HealthLog is [.., var last] ? last.ExitCode == 0 ? ContainerHealth.Healthy : ContainerHealth.Unhealthy : ContainerHealth.None,
            HealthLog = c.HealthLog,
            ExitCode = c.ExitCode,
            OomKilled = c.OomKilled,
            Error = "",
            Pid = 1,
            RestartCount = 0,
            Created = c.StartedAt ?? DateTimeOffset.UtcNow,
            StartedAt = c.StartedAt ?? DateTimeOffset.UtcNow,
            FinishedAt = null,
            User = c.Spec.User ?? "",
            Hostname = "",
            Environment = [.. c.Spec.Environment.Select(v => $"{v.Key}={v.Value}")],
            Argv = [],
            Labels = c.Spec.Labels,
            ReadOnlyRoot = true,
            DropCapabilities = c.Spec.DropCapabilities,
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
        await Task.Yield();
        var container = Find(idOrName);
        Call("logs", container.Spec.Name);
        LogQueries.Enqueue(query);
        for (var i = 0; i < Math.Min(container.Log.Count, LogsBreakAfter); i++)
        {
            // Each line has a second of its own, or two share one.
            var at = LogsBegin.AddSeconds(LogTimesAreCoarse ? i / 2 : i);
            if (query.Since is not { } since || at > since || (LogTimesAreCoarse && at == since))
            {
                yield return new LogLine(OutputStream.Stdout, at, container.Log[i]);
            }
        }

        if (LogsBreakAfter < int.MaxValue)
        {
            throw new EngineException(EngineErrorKind.ConnectionLost, "The connection broke.");
        }
    }

    public Task<IReadOnlyList<NetworkSummary>> ListNetworksAsync(string? labelFilter, CancellationToken ct)
    {
        Call("list", "networks");
        return Task.FromResult<IReadOnlyList<NetworkSummary>>([.. _networks.Values.Select(n => new NetworkSummary(n.Name, n.Name, n.Internal, n.Labels) { Ranges = NetworkRanges })]);
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
            _told.FindAll(e => e.Time >= since).ForEach(e => channel.Writer.TryWrite(e));
            _watchers.Add(channel);
        }

        await foreach (var seen in channel.Reader.ReadAllAsync(ct))
        {
            if (labelFilter is null || Matches(seen.Attributes, labelFilter))
            {
                yield return seen;
            }
        }
    }

    /// <summary>Makes and starts a container with the labels of a fleet's member or sidecar.</summary>
    public async Task AddAsync(string fleet, string name, string member, string role)
    {
        var labels = new Dictionary<string, string>
        {
            [FleetLabels.Fleet] = fleet,
            [FleetLabels.Member] = member,
            [FleetLabels.Runtime] = "tiny",
            [FleetLabels.Role] = role,
            [FleetLabels.Simulated] = role == "member" ? "true" : "false",
        };
        await CreateContainerAsync(new ContainerSpec { Name = $"{fleet}-{name}", Image = "clawfleet/tiny:1", Labels = labels }, CancellationToken.None);
        await StartContainerAsync($"{fleet}-{name}", CancellationToken.None);
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

    public Task<long> WaitContainerAsync(string idOrName, CancellationToken ct)
    {
        var container = Find(idOrName);
        Call("wait", container.Spec.Name);
        return Task.FromResult(Wait(container));
    }

    public Task<ContainerProcesses> TopAsync(string idOrName, CancellationToken ct) => throw new NotSupportedException();
    public Task<ContainerStats?> ReadStatsAsync(string idOrName, CancellationToken ct) => Task.FromResult(Stats(Find(idOrName)));
    public Task<ExecSession> ExecAttachedAsync(string idOrName, ExecSpec spec, CancellationToken ct) => throw new NotSupportedException();
    public Task<Stream> ReadArchiveAsync(string idOrName, string path, CancellationToken ct) => throw new NotSupportedException();
    public Task<ImageDetails?> FindImageAsync(string reference, CancellationToken ct)
        => Task.FromResult(ImagesGone.Contains(reference) ? null : new ImageDetails(ImageIds(reference), [reference], "amd64", 0, "10000:10000", [], new Dictionary<string, string>(), "{}"));
    public Task<IReadOnlyList<ImageSummary>> ListImagesAsync(string? labelFilter, CancellationToken ct) => throw new NotSupportedException();
    public IAsyncEnumerable<PullProgress> PullImageAsync(string reference, CancellationToken ct) => EachAsync(() => Pull(reference));
    public IAsyncEnumerable<PushProgress> PushImageAsync(string reference, CancellationToken ct) => throw new NotSupportedException();
    public Task<Stream> SaveImageAsync(string reference, CancellationToken ct) => throw new NotSupportedException();
    public Task LoadImageAsync(Stream archive, CancellationToken ct) => throw new NotSupportedException();
    public IAsyncEnumerable<BuildProgress> BuildImageAsync(ImageBuildSpec spec, Stream contextTar, CancellationToken ct) => EachAsync(() => Build(spec));
    public Task<string> ImportImageAsync(Stream rootFsTar, string reference, CancellationToken ct) => throw new NotSupportedException();
    public Task TagImageAsync(string reference, string newReference, CancellationToken ct) => throw new NotSupportedException();
    public Task RemoveImageAsync(string reference, bool force, CancellationToken ct) => throw new NotSupportedException();
    public Task<IReadOnlyList<ImageLayer>> GetImageHistoryAsync(string reference, CancellationToken ct) => throw new NotSupportedException();
    public Task ConnectNetworkAsync(string network, string container, IReadOnlyList<string> aliases, CancellationToken ct) => throw new NotSupportedException();
    public Task DisconnectNetworkAsync(string network, string container, bool force, CancellationToken ct) => throw new NotSupportedException();

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async IAsyncEnumerable<T> EachAsync<T>(Func<IEnumerable<T>> items)
    {
        await Task.Yield();
        foreach (var item in items())
        {
            yield return item;
        }
    }

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
            var seen = new EngineEvent("container", action, null, container.Id, container.Spec.Name, DateTimeOffset.UtcNow, attributes);
            _told.Add(seen);
            _watchers.ForEach(w => w.Writer.TryWrite(seen));
        }
    }

    private static bool Matches(IReadOnlyDictionary<string, string> labels, string filter) =>
        filter.Split('=', 2) is [var key, var value] ? labels.GetValueOrDefault(key) == value : labels.ContainsKey(filter);
}
