using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Dashboard.Serving;

/// <summary>A member's or sidecar's container in full: its state, the engine's description, and what it was made from.</summary>
internal sealed record GivenContainer(MemberStatus Status, string Owner, ContainerDetails Details, ContainerPlan? Plan, MemberSpec? Spec)
{
    public bool IsSidecar => Status.Role == "sidecar";
}
