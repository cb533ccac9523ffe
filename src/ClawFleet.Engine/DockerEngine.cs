using ClawFleet.Engine.Connections;
using ClawFleet.Engine.Containers;
using ClawFleet.Engine.Daemon;
using ClawFleet.Engine.Exec;
using ClawFleet.Engine.Http;
using ClawFleet.Engine.Images;
using ClawFleet.Engine.Networks;
using ClawFleet.Engine.Registries;
using ClawFleet.Engine.Volumes;

namespace ClawFleet.Engine;

/// <summary>
/// The engine of this machine, spoken to over its API. Making one costs nothing: where the engine is, and which version it speaks, is found out by
/// the first call. One instance serves any number of calls side by side.
/// </summary>
public sealed class DockerEngine : IContainerEngine
{
    private readonly EngineHttp _http;
    private readonly DaemonCalls _daemon;
    private readonly ContainerCalls _containers;
    private readonly ExecCalls _exec;
    private readonly ImageCalls _images;
    private readonly TransferCalls _transfers;
    private readonly BuildCalls _build;
    private readonly NetworkCalls _networks;
    private readonly VolumeCalls _volumes;

    /// <summary>
    /// The engine that <c>DOCKER_HOST</c> or the docker client's context name, else the first that answers of Docker's and Podman's usual places
    /// (rootful, rootless, Docker Desktop).
    /// </summary>
    public DockerEngine() : this(() => EngineLocator.Candidates(EngineSurroundings.Current))
    {
    }

    /// <param name="address">As in <c>DOCKER_HOST</c>: <c>unix:///run/podman/podman.sock</c>, <c>tcp://host:2375</c>, <c>npipe:////./pipe/name</c>.
    /// TLS as <c>DOCKER_TLS_VERIFY</c> and <c>DOCKER_CERT_PATH</c> say.</param>
    public DockerEngine(string address)
        : this(() => [EngineAddress.Parse(address, "the given address", EngineLocator.TlsFromEnvironment(EngineSurroundings.Current))])
    {
    }

    internal DockerEngine(Func<IReadOnlyList<EngineAddress>> candidates)
    {
        _http = new EngineHttp(new EngineConnector(candidates));
        _daemon = new DaemonCalls(_http);
        _networks = new NetworkCalls(_http);
        _containers = new ContainerCalls(_http, _networks);
        _exec = new ExecCalls(_http);
        var logins = new DockerLogins(EngineSurroundings.Current);
        _images = new ImageCalls(_http, logins);
        _transfers = new TransferCalls(_http, _images, logins);
        _build = new BuildCalls(_http, _images);
        _volumes = new VolumeCalls(_http);
    }

    public Task<EngineInfo> GetInfoAsync(CancellationToken ct) => _daemon.GetInfoAsync(ct);
    public IAsyncEnumerable<EngineEvent> WatchEventsAsync(string? labelFilter, DateTimeOffset? since, CancellationToken ct) => _daemon.WatchEventsAsync(labelFilter, since, ct);

    public Task<IReadOnlyList<ContainerSummary>> ListContainersAsync(ContainerListQuery query, CancellationToken ct) => _containers.ListAsync(query, ct);
    public Task<ContainerDetails> InspectContainerAsync(string idOrName, CancellationToken ct) => _containers.InspectAsync(idOrName, ct);
    public Task<string> CreateContainerAsync(ContainerSpec spec, CancellationToken ct) => _containers.CreateAsync(spec, ct);
    public Task StartContainerAsync(string idOrName, CancellationToken ct) => _containers.StartAsync(idOrName, ct);
    public Task StopContainerAsync(string idOrName, TimeSpan grace, CancellationToken ct) => _containers.StopAsync(idOrName, grace, ct);
    public Task KillContainerAsync(string idOrName, string signal, CancellationToken ct) => _containers.KillAsync(idOrName, signal, ct);
    public Task RestartContainerAsync(string idOrName, TimeSpan grace, CancellationToken ct) => _containers.RestartAsync(idOrName, grace, ct);
    public Task RenameContainerAsync(string idOrName, string newName, CancellationToken ct) => _containers.RenameAsync(idOrName, newName, ct);
    public Task RemoveContainerAsync(string idOrName, bool force, CancellationToken ct) => _containers.RemoveAsync(idOrName, force, ct);
    public Task UpdateRestartPolicyAsync(string idOrName, RestartPolicy policy, CancellationToken ct) => _containers.UpdateRestartPolicyAsync(idOrName, policy, ct);
    public Task<long> WaitContainerAsync(string idOrName, CancellationToken ct) => _containers.WaitAsync(idOrName, ct);
    public IAsyncEnumerable<LogLine> ReadLogsAsync(string idOrName, LogQuery query, CancellationToken ct) => _containers.ReadLogsAsync(idOrName, query, ct);
    public Task<ContainerProcesses> TopAsync(string idOrName, CancellationToken ct) => _containers.TopAsync(idOrName, ct);
    public Task<ContainerStats?> ReadStatsAsync(string idOrName, CancellationToken ct) => _containers.ReadStatsAsync(idOrName, ct);
    public Task<ExecResult> ExecAsync(string idOrName, ExecSpec spec, CancellationToken ct) => _exec.RunAsync(idOrName, spec, ct);
    public Task<ExecSession> ExecAttachedAsync(string idOrName, ExecSpec spec, CancellationToken ct) => _exec.AttachAsync(idOrName, spec, ct);
    public Task<Stream> ReadArchiveAsync(string idOrName, string path, CancellationToken ct) => _containers.ReadArchiveAsync(idOrName, path, ct);

    public Task<ImageDetails?> FindImageAsync(string reference, CancellationToken ct) => _images.FindAsync(reference, ct);
    public Task<IReadOnlyList<ImageSummary>> ListImagesAsync(string? labelFilter, CancellationToken ct) => _images.ListAsync(labelFilter, ct);
    public IAsyncEnumerable<PullProgress> PullImageAsync(string reference, CancellationToken ct) => _images.PullAsync(reference, ct);
    public IAsyncEnumerable<PushProgress> PushImageAsync(string reference, CancellationToken ct) => _transfers.PushAsync(reference, ct);
    public Task<Stream> SaveImageAsync(string reference, CancellationToken ct) => _transfers.SaveAsync(reference, ct);
    public Task LoadImageAsync(Stream archive, CancellationToken ct) => _transfers.LoadAsync(archive, ct);
    public IAsyncEnumerable<BuildProgress> BuildImageAsync(ImageBuildSpec spec, Stream contextTar, CancellationToken ct) => _build.BuildAsync(spec, contextTar, ct);
    public Task<string> ImportImageAsync(Stream rootFsTar, string reference, CancellationToken ct) => _images.ImportAsync(rootFsTar, reference, ct);
    public Task TagImageAsync(string reference, string newReference, CancellationToken ct) => _images.TagAsync(reference, newReference, ct);
    public Task RemoveImageAsync(string reference, bool force, CancellationToken ct) => _images.RemoveAsync(reference, force, ct);
    public Task<IReadOnlyList<ImageLayer>> GetImageHistoryAsync(string reference, CancellationToken ct) => _images.HistoryAsync(reference, ct);

    public Task<IReadOnlyList<NetworkSummary>> ListNetworksAsync(string? labelFilter, CancellationToken ct) => _networks.ListAsync(labelFilter, ct);
    public Task<string> CreateNetworkAsync(NetworkSpec spec, CancellationToken ct) => _networks.CreateAsync(spec, ct);
    public Task ConnectNetworkAsync(string network, string container, IReadOnlyList<string> aliases, CancellationToken ct) => _networks.ConnectAsync(network, container, aliases, ct);
    public Task DisconnectNetworkAsync(string network, string container, bool force, CancellationToken ct) => _networks.DisconnectAsync(network, container, force, ct);
    public Task RemoveNetworkAsync(string network, CancellationToken ct) => _networks.RemoveAsync(network, ct);
    public Task<IReadOnlyList<VolumeSummary>> ListVolumesAsync(string? labelFilter, CancellationToken ct) => _volumes.ListAsync(labelFilter, ct);
    public Task CreateVolumeAsync(VolumeSpec spec, CancellationToken ct) => _volumes.CreateAsync(spec, ct);
    public Task RemoveVolumeAsync(string name, bool force, CancellationToken ct) => _volumes.RemoveAsync(name, force, ct);

    public ValueTask DisposeAsync()
    {
        _containers.Dispose();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }
}
