using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.Dashboard.Serving;

/// <summary>Members with their state, and their containers by name.</summary>
internal sealed record FleetSnapshot(IReadOnlyList<MemberStatus> Members, IReadOnlyDictionary<string, ContainerSummary> Containers)
{
    /// <summary>The networks that a member's container is in.</summary>
    public IEnumerable<string> NetworksOf(MemberStatus member) =>
        Containers.TryGetValue(member.ContainerName, out var container) ? container.NetworkAddresses.Keys.Order(StringComparer.Ordinal) : [];

    /// <summary>The member that a sidecar belongs to; for a member, itself.</summary>
    public string OwnerOf(MemberStatus member) =>
        Containers.TryGetValue(member.ContainerName, out var container) && container.Labels.TryGetValue(FleetLabels.Member, out var owner) ? owner : member.Name;
}
