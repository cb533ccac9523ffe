using System.Collections.Immutable;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Reconciliation;

/// <summary>One step towards the plan: one engine call (or one wait), and why it is done.</summary>
/// <param name="Id">Position in the plan, from 1.</param>
/// <param name="Target">Name on the engine of what it is about.</param>
/// <param name="Member">The member it serves, or null when it concerns the fleet.</param>
/// <param name="Cause">Why: <c>not there</c>, <c>image changed</c>, <c>exited (137)</c>.</param>
/// <param name="After">Operations that must have succeeded before.</param>
internal abstract record Operation(int Id, string Target, string? Member, string Cause, ImmutableArray<int> After)
{
    /// <summary>The verb, for people.</summary>
    public abstract string Verb { get; }
}

internal sealed record CreateNetwork(int Id, NetworkPlan Plan, string Cause, ImmutableArray<int> After) : Operation(Id, Plan.Name, Plan.Member, Cause, After)
{
    public override string Verb => "create network";
}

internal sealed record RemoveNetwork(int Id, string Target, string Cause, ImmutableArray<int> After) : Operation(Id, Target, null, Cause, After)
{
    public override string Verb => "remove network";
}

internal sealed record CreateVolume(int Id, VolumePlan Plan, string Cause, ImmutableArray<int> After) : Operation(Id, Plan.Name, Plan.Member, Cause, After)
{
    public override string Verb => "create volume";
}

internal sealed record RemoveVolume(int Id, string Target, string Cause, ImmutableArray<int> After) : Operation(Id, Target, null, Cause, After)
{
    public override string Verb => "remove volume";
}

internal sealed record CreateContainer(int Id, ContainerPlan Plan, string Cause, ImmutableArray<int> After) : Operation(Id, Plan.Name, Plan.Member, Cause, After)
{
    public override string Verb => "create";
}

/// <param name="ContainerId">Null when an operation before it creates the container.</param>
internal sealed record StartContainer(int Id, ContainerPlan Plan, string? ContainerId, string Cause, ImmutableArray<int> After) : Operation(Id, Plan.Name, Plan.Member, Cause, After)
{
    public override string Verb => "start";
}

/// <param name="Grace">Between SIGTERM and SIGKILL.</param>
internal sealed record StopContainer(int Id, string Target, string? Member, string ContainerId, TimeSpan Grace, string Cause, ImmutableArray<int> After) : Operation(Id, Target, Member, Cause, After)
{
    public override string Verb => "stop";
}

internal sealed record RemoveContainer(int Id, string Target, string? Member, string ContainerId, string Cause, ImmutableArray<int> After) : Operation(Id, Target, Member, Cause, After)
{
    public override string Verb => "remove";
}

/// <summary>The gate that dependants stand behind.</summary>
/// <param name="ContainerId">Null when an operation before it creates the container.</param>
/// <param name="AlreadyRunning">It was running as planned; one look usually does.</param>
internal sealed record WaitHealthy(int Id, ContainerPlan Plan, string? ContainerId, bool AlreadyRunning, string Cause, ImmutableArray<int> After) : Operation(Id, Plan.Name, Plan.Member, Cause, After)
{
    public override string Verb => AlreadyRunning ? "keep" : "wait healthy";
}

/// <summary>A container that cannot be made; fails with its cause, and so do those that depend on it.</summary>
internal sealed record Refuse(int Id, ContainerPlan Plan, string Cause, ImmutableArray<int> After) : Operation(Id, Plan.Name, Plan.Member, Cause, After)
{
    public override string Verb => "refuse";
}
