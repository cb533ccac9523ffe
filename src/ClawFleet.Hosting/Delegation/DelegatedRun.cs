using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>
/// What another orchestrator needs of ClawFleet to run a plan on this machine's engine: the images, secret files where a container can mount them, and what the engine is like.
/// Its files lie apart from those of <c>clawden up</c>, and neither takes the other's away.
/// </summary>
public sealed class DelegatedRun : IDisposable
{
    private readonly SecretFiles _files;
    private readonly EngineTraits _traits;
    private readonly FleetLock? _lock;

    private DelegatedRun(FleetHostOptions options, string fleet, string orchestrator, EngineTraits traits, FleetLock? held, IPAddress? machine)
    {
        MachineAddress = machine;
        _lock = held;
        // '@' is in no fleet's name.
        _files = new SecretFiles(options.SecretsRoot, $"{fleet}@{orchestrator}");
        _traits = traits;
        OpenFilesCeiling = Execution.OpenFilesCeiling.OfLocalEngine;
        EngineArguments = ArgumentsOf(traits);
    }

    /// <summary>Options of the engine's <c>create</c> command that every container gets, as the embedded orchestrator would ask for them through the API.</summary>
    public ImmutableArray<string> EngineArguments { get; }

    /// <summary>How many open files the engine can give a container at most; null for no bound that is known.</summary>
    public int? OpenFilesCeiling { get; }

    /// <summary>An address of this machine that containers reach in whatever network they are, and other machines do not; null where the engine is elsewhere or rootless.</summary>
    public IPAddress? MachineAddress { get; }

    /// <summary>For a model that is only written down: no engine is asked, no image made, nothing refused.</summary>
    /// <param name="orchestrator">One word of a–z, for the folder of the secret files.</param>
    public static DelegatedRun OnPaper(FleetHostOptions options, string fleet, string orchestrator) => new(options, fleet, orchestrator, EngineTraits.Rootful, held: null, machine: null);

    /// <summary>Takes the fleet, sees that nothing else runs it, and makes the images. Until it is disposed, <c>clawden up</c> says who has the fleet.</summary>
    /// <param name="title">What the other one's message calls this run.</param>
    /// <exception cref="FleetConflictException"><c>clawden up</c> has the fleet's containers running, or another command is at work on it: both would have its ports and its data.</exception>
    /// <exception cref="EngineException">An image cannot be had, or the engine cannot be asked.</exception>
    public static async Task<DelegatedRun> PrepareAsync(FleetSession session, FleetHostOptions options, string orchestrator, string title, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var plan = session.Plan ?? throw new ArgumentException("The session has no plan.", nameof(session));
        var engine = session.Host.Engine;
        var held = await FleetLock.TakeAsync(new FleetStateFolder(options.StateRoot, plan.Fleet), title, required: true, options.LockWait, options.Time, t => progress.Report(new FleetEvent(FleetEventKind.Warning, options.Time.GetUtcNow(), null, t)), ct).ConfigureAwait(false);
        try
        {
            var running = await engine.ListContainersAsync(new ContainerListQuery(All: false, [$"{FleetLabels.Fleet}={plan.Fleet}"]), ct).ConfigureAwait(false);
            if (running.Count > 0)
            {
                throw new FleetConflictException($"The fleet {plan.Fleet} is up already, by clawden: both would have its ports and its data. 'clawden down --fleet {plan.Fleet}' first (the data stays).");
            }

            await session.EnsureImagesAsync(progress, ct).ConfigureAwait(false);
            // The network that each engine has from the start, called after its kind.
            var networks = await engine.ListNetworksAsync(null, ct).ConfigureAwait(false);
            var machine = LocalAddresses.In(networks.Where(n => n.Name is "bridge" or "podman")).Select(a => a.Address).FirstOrDefault();
            return new DelegatedRun(options, plan.Fleet, orchestrator, await EngineTraits.OfAsync(engine, ct).ConfigureAwait(false), held, machine);
        }
        catch
        {
            held.Dispose();
            throw;
        }
    }

    /// <summary>The host folder that a container, by its name in the plan, is to see as <c>/run/secrets</c>.</summary>
    public string SecretsFolderOf(string container) => _files.FolderOf(container);

    /// <summary>Has these secrets, and no others, lie in the container's folder, readable for its user alone.</summary>
    /// <param name="values">Values by the secrets' names.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public void WriteSecrets(ContainerPlan container, IReadOnlyDictionary<string, string> values) => _files.Write(container, values, _traits.MapsUsersAway);

    /// <summary>Lets go of the fleet and takes the secret files away: nothing that needs them runs any longer.</summary>
    public void Dispose()
    {
        if (_lock is not null)
        {
            _files.RemoveAll();
            _lock.Dispose();
        }
    }

    private static ImmutableArray<string> ArgumentsOf(EngineTraits traits) =>
    [
        .. traits.KeepsInvoker ? ["--userns", ContainerSpec.KeepInvoker] : Array.Empty<string>(),
        .. traits.Logs is { } logs
            ? ["--log-driver", logs.Driver, "--log-opt", string.Create(CultureInfo.InvariantCulture, $"max-size={logs.MaxFileMegabytes}m"), "--log-opt", string.Create(CultureInfo.InvariantCulture, $"max-file={logs.MaxFiles}")]
            : Array.Empty<string>(),
    ];
}
