using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Dashboard.Serving;

/// <summary>Members with their state, and their containers by name.</summary>
internal sealed record FleetSnapshot(IReadOnlyList<MemberStatus> Members, IReadOnlyDictionary<string, ContainerSummary> Containers)
{
    /// <summary>The networks that a member's container is in.</summary>
    public IEnumerable<string> NetworksOf(MemberStatus member) =>
        Containers.TryGetValue(member.ContainerName, out var container) ? container.NetworkAddresses.Keys.Order(StringComparer.Ordinal) : [];

    /// <summary>What the member is to be, with its channels; null for a sidecar.</summary>
    public MemberSpec? SpecOf(MemberStatus member) => Containers.TryGetValue(member.ContainerName, out var container) ? GivenPlan.SpecOf(GivenPlan.Of(container.Labels)) : null;

    /// <summary>The member that a sidecar belongs to; for a member, itself.</summary>
    public string OwnerOf(MemberStatus member) =>
        Containers.TryGetValue(member.ContainerName, out var container) && container.Labels.TryGetValue(FleetLabels.Member, out var owner) ? owner : member.Name;
}
