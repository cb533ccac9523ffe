using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>
/// The orchestrator: observe → reconcile → execute, then supervise. One instance drives fleets on one engine. The CLI, the AppHost and
/// conformance all go through it.
/// </summary>
public sealed class FleetHost(IContainerEngine engine, FleetHostOptions options)
{
    public IContainerEngine Engine { get; } = engine;
    public FleetHostOptions Options { get; } = options;

    /// <summary>Brings the engine to the plan. Roll-forward: a member that cannot start does not stop the others; it is in the result with its reason and its last lines.</summary>
    /// <param name="members">Members to touch; empty for all (then containers of the fleet that the plan does not name are removed).</param>
    /// <param name="progress">Told of each operation with its cause, and of each member's state; called from any thread.</param>
    /// <exception cref="FleetConflictException">The name is in use by a fleet from another folder, or the file's fleet changed its name.</exception>
    public Task<UpResult> UpAsync(FleetPlan plan, IReadOnlyCollection<string> members, ISecretValues secrets, IProgress<FleetEvent> progress, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Watches a fleet that is up: restarts with back-off what died, says unhealthy within 5 s, until cancelled. Does not stop anything.</summary>
    public Task SuperviseAsync(FleetPlan plan, ISecretValues secrets, IProgress<FleetEvent> progress, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Stops members (all when empty), dependants first. Data stays.</summary>
    public Task<FleetResult> StopAsync(string fleet, IReadOnlyCollection<string> members, IProgress<FleetEvent> progress, CancellationToken ct) => throw new NotImplementedException();

    public Task<FleetResult> RestartAsync(string fleet, IReadOnlyCollection<string> members, IProgress<FleetEvent> progress, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Removes the fleet's containers and networks, and its volumes and generated secrets when asked. Needs no file and no secret.</summary>
    public Task<FleetResult> DownAsync(string fleet, bool volumes, IProgress<FleetEvent> progress, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>What is there now, from the engine's labels, with a live health answer for each running member.</summary>
    public Task<IReadOnlyList<MemberStatus>> ListAsync(string fleet, CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Names of all fleets on this engine, with their source files.</summary>
    public Task<IReadOnlyList<FleetSummary>> ListFleetsAsync(CancellationToken ct) => throw new NotImplementedException();

    /// <summary>Lines of several members' containers, merged as they come.</summary>
    public IAsyncEnumerable<MemberLogLine> ReadLogsAsync(string fleet, IReadOnlyCollection<string> members, LogQuery query, CancellationToken ct) => throw new NotImplementedException();
}
