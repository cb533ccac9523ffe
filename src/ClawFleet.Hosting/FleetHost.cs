using ClawFleet.Engine;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Hosting.Supervision;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>
/// The orchestrator: observe → reconcile → execute, then supervise. One instance drives fleets on one engine. The CLI, the AppHost and
/// conformance all go through it.
/// </summary>
/// <remarks>Every call throws <see cref="EngineException"/> when the engine cannot be asked, or goes away in the middle; what was done by then stays, and the next call goes on from there.</remarks>
public sealed class FleetHost(IContainerEngine engine, FleetHostOptions options)
{
    public IContainerEngine Engine { get; } = engine;
    public FleetHostOptions Options { get; } = options;

    /// <summary>Brings the engine to the plan. Roll-forward: a member that cannot start does not stop the others; it is in the result with its reason and its last lines.</summary>
    /// <param name="members">Members to touch; empty for all (then containers of the fleet that the plan does not name are removed).</param>
    /// <param name="progress">Told of each operation with its cause, and of each member's state; called from any thread.</param>
    /// <exception cref="FleetConflictException">The name is in use by a fleet from another folder, the file's fleet changed its name, or another command is at work on the fleet.</exception>
    /// <exception cref="UnknownMemberException">The plan does not have a member that was asked for.</exception>
    /// <exception cref="SecretUnavailableException">The store of generated secrets is damaged. A single secret without a value only fails the members that need it.</exception>
    public Task<UpResult> UpAsync(FleetPlan plan, IReadOnlyCollection<string> members, ISecretValues secrets, IProgress<FleetEvent> progress, CancellationToken ct) =>
        FleetActivities.VerbAsync("up", plan.Fleet, async () =>
        {
            var result = await new FleetUp(Engine, Options, plan, members, progress).RunAsync(secrets, ct).ConfigureAwait(false);
            FleetMeter.Record(result);
            return result;
        }, result => result.Failure);

    /// <summary>What <see cref="UpAsync"/> would do now; changes nothing.</summary>
    /// <exception cref="FleetConflictException">The name is in use by a fleet from another folder, or the file's fleet changed its name.</exception>
    public Task<IReadOnlyList<PlannedChange>> CompareAsync(FleetPlan plan, IReadOnlyCollection<string> members, ISecretValues secrets, CancellationToken ct) =>
        new FleetComparison(Engine, Options, plan, members).RunAsync(secrets, ct);

    /// <summary>Watches a fleet that is up: restarts with back-off what died, says unhealthy within 5 s, until cancelled. Does not stop anything.</summary>
    /// <remarks>Ends by cancellation only, and then returns; while the engine is away it says so and tries again.</remarks>
    public Task SuperviseAsync(FleetPlan plan, ISecretValues secrets, IProgress<FleetEvent> progress, CancellationToken ct) =>
        new FleetSupervisor(Engine, Options, SupervisionOptions.Default, plan.Fleet, plan.Containers.Select(c => new WatchedContainer(c)),
            ContainerSecrets.Resolve(plan, secrets, new GeneratedSecretStore(new FleetStateFolder(Options.StateRoot, plan.Fleet)))
                .With(FleetReceiver.Find(Options, plan.Fleet), new SecretFiles(Options.SecretsRoot, plan.Fleet), plan.Containers), progress).RunToEndAsync(ct);

    /// <summary>The same for a fleet without its file and its variables, by what its containers' labels say; follows changes that commands make to it. Until cancelled.</summary>
    /// <param name="watch">Of that fleet, running.</param>
    public Task SuperviseAsync(string fleet, FleetWatch watch, IProgress<FleetEvent> progress, CancellationToken ct) =>
        new UnattendedSupervision(Engine, Options, SupervisionOptions.Unattended, fleet, watch, progress).RunAsync(ct);

    /// <summary>What is there of a fleet, for all in this process who want to know. Somebody is to run it.</summary>
    public FleetWatch WatchOf(string fleet) => new(Engine, fleet, Options.Time);

    /// <summary>Stops members (all when empty), dependants first. Data stays.</summary>
    /// <exception cref="UnknownMemberException">No such member on the engine.</exception>
    public Task<FleetResult> StopAsync(string fleet, IReadOnlyCollection<string> members, IProgress<FleetEvent> progress, CancellationToken ct) =>
        FleetActivities.VerbAsync("stop", fleet, () => new FleetWork(Engine, Options, fleet, progress).StopAsync(members, ct), result => result.Failure);

    /// <summary>Stops members, dependants first, and starts them, each once what it depends on is healthy.</summary>
    /// <exception cref="UnknownMemberException">No such member on the engine.</exception>
    public Task<FleetResult> RestartAsync(string fleet, IReadOnlyCollection<string> members, IProgress<FleetEvent> progress, CancellationToken ct) =>
        FleetActivities.VerbAsync("restart", fleet, () => new FleetWork(Engine, Options, fleet, progress).RestartAsync(members, ct), result => result.Failure);

    /// <summary>
    /// Removes members' containers and makes them again from the plans that their labels carry, each member with its sidecars; volumes stay. Needs no file and no variable: the secrets are
    /// those that lie ready for the containers. A member whose image, network or secrets are gone stays untouched and is in the result with the reason.
    /// </summary>
    /// <exception cref="UnknownMemberException">No such member on the engine.</exception>
    /// <exception cref="FleetConflictException">Another command is at work on the fleet.</exception>
    public Task<FleetResult> ReplaceAsync(string fleet, IReadOnlyCollection<string> members, IProgress<FleetEvent> progress, CancellationToken ct) =>
        FleetActivities.VerbAsync("replace", fleet, () => new FleetWork(Engine, Options, fleet, progress).ReplaceAsync(members, ct), result => result.Failure);

    /// <summary>Removes members that the file does not name any more: their containers, and networks that nobody else is in. Volumes stay.</summary>
    /// <exception cref="UnknownMemberException">No such member on the engine.</exception>
    /// <exception cref="FleetConflictException">Another command is at work on the fleet.</exception>
    public Task<FleetResult> RemoveAsync(string fleet, IReadOnlyCollection<string> members, IProgress<FleetEvent> progress, CancellationToken ct) =>
        FleetActivities.VerbAsync("remove", fleet, () => new FleetWork(Engine, Options, fleet, progress).RemoveAsync(members, ct), result => result.Failure);

    /// <summary>Removes the fleet's containers and networks, and its volumes and generated secrets when asked. Needs no file and no secret.</summary>
    public Task<FleetResult> DownAsync(string fleet, bool volumes, IProgress<FleetEvent> progress, CancellationToken ct) =>
        FleetActivities.VerbAsync("down", fleet, () => new FleetWork(Engine, Options, fleet, progress).DownAsync(volumes, ct), result => result.Failure);

    /// <summary>What is there now, from the engine's labels, with a live health answer for each running member.</summary>
    public Task<IReadOnlyList<MemberStatus>> ListAsync(string fleet, CancellationToken ct) => new FleetStatus(Engine, Options).ListAsync(fleet, ct);

    /// <summary>What it takes to talk to a member: where it answers, with which token. Needs no file; for the name that replicas share, the first healthy one.</summary>
    /// <returns>Null when the fleet is not up.</returns>
    /// <exception cref="UnknownMemberException">The fleet has no such member.</exception>
    public Task<MemberDoor?> FindDoorAsync(string fleet, string member, CancellationToken ct) => new MemberDoors(Engine, Options).FindAsync(fleet, member, ct);

    /// <summary>Where the conversations with a fleet's members were left.</summary>
    public Conversations ConversationsOf(string fleet) => new(new FleetStateFolder(Options.StateRoot, fleet));

    /// <summary>Where the fleet's telemetry is forwarded to, as the last <c>up</c> left it. Needs no engine.</summary>
    /// <returns>Null when nothing was left: no <c>up</c> since the last <c>down</c>, or since the machine started.</returns>
    /// <exception cref="IOException">What was left cannot be read.</exception>
    public TelemetrySettings? ReadTelemetrySettings(string fleet) => new TelemetrySettingsFile(Options.SecretsRoot, fleet).Read();

    /// <summary>Names of all fleets on this engine, with their source files.</summary>
    public Task<IReadOnlyList<FleetSummary>> ListFleetsAsync(CancellationToken ct) => new FleetStatus(Engine, Options).ListFleetsAsync(ct);

    /// <summary>
    /// Lines of several members' containers (all when <paramref name="members"/> is empty): in the order of time, or with <see cref="LogQuery.Follow"/> as they come, over restarts and
    /// replacements, until cancelled or the last container is removed.
    /// </summary>
    public IAsyncEnumerable<MemberLogLine> ReadLogsAsync(string fleet, IReadOnlyCollection<string> members, LogQuery query, CancellationToken ct) =>
        new FleetLogs(Engine, fleet, members, new SecretFiles(Options.SecretsRoot, fleet), Options.Time).ReadAsync(query, ct);

    /// <summary>Replaces in any text the secret values that lie ready for the fleet's containers at this moment.</summary>
    public Func<string, string> MaskOf(string fleet) => new SecretMasker(new SecretFiles(Options.SecretsRoot, fleet).ReadAll()).Apply;
}
