namespace ClawFleet.Engine;

/// <summary>
/// A container engine: Docker's Engine API (Docker and Podman). Knows containers, not fleets. Every failure is an <see cref="EngineException"/>
/// with a sentence a user can act on. All calls honour cancellation.
/// </summary>
public interface IContainerEngine : IAsyncDisposable
{
    /// <summary>Engine's product, version, API version in use, architecture (<c>amd64</c>), OCI runtimes, rootless or not.</summary>
    Task<EngineInfo> GetInfoAsync(CancellationToken ct);

    // Containers
    Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(ContainerListQuery query, CancellationToken ct);
    Task<ContainerDetails> InspectContainerAsync(string idOrName, CancellationToken ct);
    /// <summary>A bind mount's source must be there (<see cref="EngineErrorKind.BadRequest"/>): no engine makes it as root. When joining a further network fails, nothing is left behind.</summary>
    /// <returns>The new container's id.</returns>
    Task<string> CreateContainerAsync(ContainerSpec spec, CancellationToken ct);
    /// <summary>A container that already runs is no error.</summary>
    Task StartContainerAsync(string idOrName, CancellationToken ct);
    /// <summary>SIGTERM, then SIGKILL after <paramref name="grace"/>. A container that already stopped is no error.</summary>
    Task StopContainerAsync(string idOrName, TimeSpan grace, CancellationToken ct);
    Task KillContainerAsync(string idOrName, string signal, CancellationToken ct);
    Task RestartContainerAsync(string idOrName, TimeSpan grace, CancellationToken ct);
    Task RenameContainerAsync(string idOrName, string newName, CancellationToken ct);
    /// <summary>Also removes its nameless volumes; named ones stay. A container that is already gone is no error.</summary>
    Task RemoveContainerAsync(string idOrName, bool force, CancellationToken ct);
    /// <exception cref="EngineException"><see cref="EngineErrorKind.Unsupported"/> on Podman before 5.1, which has no such call.</exception>
    Task UpdateRestartPolicyAsync(string idOrName, RestartPolicy policy, CancellationToken ct);
    /// <returns>The exit code.</returns>
    Task<long> WaitContainerAsync(string idOrName, CancellationToken ct);
    IAsyncEnumerable<LogLine> ReadLogsAsync(string idOrName, LogQuery query, CancellationToken ct);
    /// <summary>Docker: columns of <c>ps -ef</c>, with ids of the host. Podman: USER, PID, PPID, ELAPSED, COMMAND, as the container sees them.</summary>
    Task<ContainerProcesses> TopAsync(string idOrName, CancellationToken ct);
    /// <summary>What a container uses at this moment, in one look.</summary>
    /// <returns>Null when it does not run.</returns>
    Task<ContainerStats?> ReadStatsAsync(string idOrName, CancellationToken ct);
    /// <summary>Runs a program in a running container and collects its output (bounded by <see cref="ExecSpec.MaxOutputBytes"/>).</summary>
    Task<ExecResult> ExecAsync(string idOrName, ExecSpec spec, CancellationToken ct);
    /// <summary>Runs a program with its streams attached (a terminal when <see cref="ExecSpec.Tty"/>).</summary>
    Task<ExecSession> ExecAttachedAsync(string idOrName, ExecSpec spec, CancellationToken ct);
    /// <summary>A tar stream of <paramref name="path"/> in the container.</summary>
    Task<Stream> ReadArchiveAsync(string idOrName, string path, CancellationToken ct);

    // Images
    Task<ImageDetails?> FindImageAsync(string reference, CancellationToken ct);
    Task<IReadOnlyList<ImageSummary>> ListImagesAsync(string? labelFilter, CancellationToken ct);
    /// <exception cref="EngineException"><see cref="EngineErrorKind.PullFailed"/>: the registry cannot be reached, has no such image, or wants a login.</exception>
    IAsyncEnumerable<PullProgress> PullImageAsync(string reference, CancellationToken ct);
    /// <summary>Sends a tagged image to its registry, with the login of the docker client's configuration where it has one. The last element carries the digest.</summary>
    /// <exception cref="EngineException"><see cref="EngineErrorKind.PushFailed"/>: the registry cannot be reached, or does not take it.</exception>
    IAsyncEnumerable<PushProgress> PushImageAsync(string reference, CancellationToken ct);
    /// <summary>An image with its configuration and layers, as the archive of <c>docker save</c>.</summary>
    Task<Stream> SaveImageAsync(string reference, CancellationToken ct);
    /// <summary>Takes in the archive of <c>docker save</c> with the names that it gives its images.</summary>
    Task LoadImageAsync(Stream archive, CancellationToken ct);
    /// <summary>Classic builder: a tar stream as context. The last element carries the image id; a failed step throws <see cref="EngineException"/> of kind <see cref="EngineErrorKind.BuildFailed"/>.</summary>
    IAsyncEnumerable<BuildProgress> BuildImageAsync(ImageBuildSpec spec, Stream contextTar, CancellationToken ct);
    /// <summary>Makes an image from a root file system tar.</summary>
    Task<string> ImportImageAsync(Stream rootFsTar, string reference, CancellationToken ct);
    Task TagImageAsync(string reference, string newReference, CancellationToken ct);
    Task RemoveImageAsync(string reference, bool force, CancellationToken ct);
    /// <summary>History of an image, newest layer first.</summary>
    Task<IReadOnlyList<ImageLayer>> GetImageHistoryAsync(string reference, CancellationToken ct);

    // Networks and volumes
    Task<IReadOnlyList<NetworkSummary>> ListNetworksAsync(string? labelFilter, CancellationToken ct);
    Task<string> CreateNetworkAsync(NetworkSpec spec, CancellationToken ct);
    Task ConnectNetworkAsync(string network, string container, IReadOnlyList<string> aliases, CancellationToken ct);
    Task DisconnectNetworkAsync(string network, string container, bool force, CancellationToken ct);
    /// <summary>A network that is already gone is no error; one in use is a <see cref="EngineErrorKind.Conflict"/>.</summary>
    Task RemoveNetworkAsync(string network, CancellationToken ct);
    Task<IReadOnlyList<VolumeSummary>> ListVolumesAsync(string? labelFilter, CancellationToken ct);
    /// <summary>A volume of that name that is already there is no error and keeps its own labels.</summary>
    Task CreateVolumeAsync(VolumeSpec spec, CancellationToken ct);
    /// <summary>A volume that is already gone is no error; one in use is a <see cref="EngineErrorKind.Conflict"/>.</summary>
    Task RemoveVolumeAsync(string name, bool force, CancellationToken ct);

    /// <summary>What happens to containers from now on (or from <paramref name="since"/>): create, start, die, stop, oom, destroy, health_status and the like; not what is run in them. Filtered by label; ends only by cancellation or when the engine goes away (then it throws).</summary>
    IAsyncEnumerable<EngineEvent> WatchEventsAsync(string? labelFilter, DateTimeOffset? since, CancellationToken ct);
}
