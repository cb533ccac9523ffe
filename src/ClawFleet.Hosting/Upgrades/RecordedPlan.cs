using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>A plan in which members are as they were: by what their containers' labels said, whatever the file says by now.</summary>
internal static class RecordedPlan
{
    /// <param name="plan">Of the file; gives what the recorded containers do not say.</param>
    /// <param name="isGenerated">Whether the host has made and kept a secret of that name.</param>
    public static FleetPlan Over(FleetPlan plan, IReadOnlyCollection<ContainerPlan> recorded, Func<string, bool> isGenerated)
    {
        var members = plan.Members.Select(m => Of(m, recorded)).ToList();
        var containers = members.SelectMany(m => m.Containers).ToList();
        return plan with
        {
            Members = [.. members],
            Networks = [.. plan.Networks, .. Missing(containers.SelectMany(c => c.Networks.Select(n => (n.Network, c.Member))), plan.Networks.Select(n => n.Name)).Select(n => new NetworkPlan(n.Name, Internal: true, n.Member))],
            Volumes = [.. plan.Volumes, .. Missing(containers.SelectMany(c => VolumesOf(c).Select(v => (v, c.Member))), plan.Volumes.Select(v => v.Name)).Select(v => new VolumePlan(v.Name, v.Member))],
            Secrets = [.. plan.Secrets, .. Missing(containers.SelectMany(c => c.Secrets.Select(s => (s, c.Member))), plan.Secrets.Select(s => s.Name)).Where(s => isGenerated(s.Name)).Select(s => new SecretPlan(s.Name, SecretOrigin.Generated, "base62-48"))],
        };
    }

    public static IEnumerable<string> VolumesOf(ContainerPlan container) => container.Mounts.Where(m => m.Kind == MountKind.Volume).Select(m => m.Source!);

    private static MemberPlan Of(MemberPlan member, IEnumerable<ContainerPlan> recorded)
    {
        var own = recorded.Where(c => c.Member == member.Name).OrderBy(c => c.Role == ContainerRole.Member).ToList();
        return own is [.., { Role: ContainerRole.Member } main] ? member with { Containers = [.. own], Simulated = main.Simulated, Runtime = main.Runtime } : member;
    }

    private static List<(string Name, string Member)> Missing(IEnumerable<(string Name, string Member)> needed, IEnumerable<string> known)
    {
        var there = known.ToHashSet(StringComparer.Ordinal);
        return [.. needed.Where(n => there.Add(n.Name))];
    }
}
