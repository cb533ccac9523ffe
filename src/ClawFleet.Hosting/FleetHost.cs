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

/// <summary>Where the host keeps what is its own.</summary>
/// <param name="Home">The ClawFleet folder: <c>runtimes/</c> and the built container programs.</param>
/// <param name="StateRoot">Per-fleet state (generated secrets, the HMAC key): <c>$XDG_STATE_HOME/clawfleet</c>.</param>
/// <param name="SecretsRoot">Secret files for containers, on tmpfs where there is one: <c>/run/clawfleet</c>, <c>$XDG_RUNTIME_DIR/clawfleet</c>.</param>
/// <param name="MaxParallelism">Engine operations under way at once.</param>
public sealed record FleetHostOptions(string Home, string StateRoot, string SecretsRoot, int MaxParallelism = 8)
{
    /// <summary>The options for this machine and user.</summary>
    public static FleetHostOptions Discover() => throw new NotImplementedException();
}

/// <summary>Gives the values of a plan's secrets, at the last moment.</summary>
public interface ISecretValues
{
    /// <exception cref="SecretUnavailableException">The value cannot be had; the message names the variable and the remedy.</exception>
    string Get(SecretPlan secret);
}

public sealed class SecretUnavailableException(string message) : Exception(message);

/// <summary>The fleet's name or source stands against what is on the engine; the message says what runs where and what to do.</summary>
public sealed class FleetConflictException(string message) : Exception(message);

/// <summary>Something that happened to a fleet, for people and for logs.</summary>
/// <param name="Member">Member, or null when it concerns the fleet.</param>
/// <param name="Text">One line.</param>
/// <param name="Cause">Why it was done: <c>image changed</c>, <c>environment LOG_LEVEL changed</c>, <c>not there</c>, <c>killed (137)</c>.</param>
public sealed record FleetEvent(FleetEventKind Kind, DateTimeOffset Time, string? Member, string Text, string? Cause = null);

public enum FleetEventKind { ImageBuild, Operation, MemberState, Warning, Failure }

/// <summary>The host's word for a member.</summary>
public enum MemberState { Absent, Waiting, Starting, Running, Unhealthy, Restarting, Stopping, Stopped, Exited, FailedToStart }

public sealed record UpResult(IReadOnlyList<MemberOutcome> Members, bool Changed)
{
    public bool AllHealthy => Members.All(m => m.State == MemberState.Running);
}

/// <param name="Changed">False when the member was already as planned.</param>
/// <param name="TimeToHealthy">From the start of the container to its first healthy answer; null when nothing was started.</param>
/// <param name="Failure">Why it is not running, one sentence.</param>
/// <param name="LastLines">The end of its log, when it failed.</param>
public sealed record MemberOutcome(string Member, string Runtime, MemberState State, bool Simulated, string? Address, bool Changed, string? Cause, TimeSpan? TimeToHealthy, string? Failure, IReadOnlyList<string> LastLines);

public sealed record FleetResult(IReadOnlyList<MemberOutcome> Members, IReadOnlyList<string> Failures)
{
    public bool Succeeded => Failures.Count == 0;
}

/// <summary>One member (its own container) or sidecar as <c>ps</c> shows it.</summary>
public sealed record MemberStatus(
    string Name, string Runtime, string Role, MemberState State, string Health, string Image, IReadOnlyList<string> Ports, bool Simulated,
    string ContainerId, DateTimeOffset? StartedAt, int? ExitCode, string? Address);

public sealed record FleetSummary(string Name, string Source, int Members, int Running);

public sealed record MemberLogLine(string Member, OutputStream Stream, DateTimeOffset Timestamp, string Text);
