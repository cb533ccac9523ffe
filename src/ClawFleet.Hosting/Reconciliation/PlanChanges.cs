using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Reconciliation;

/// <summary>What differs between two plans of one container, in the user's words.</summary>
internal static class PlanChanges
{
    public static IReadOnlyList<string> Describe(ContainerPlan before, ContainerPlan after)
    {
        var changes = new List<string>();
        Add(before.Image != after.Image, "image changed");
        foreach (var name in before.Environment.Keys.Union(after.Environment.Keys).Order(StringComparer.Ordinal))
        {
            var was = before.Environment.GetValueOrDefault(name);
            var isNow = after.Environment.GetValueOrDefault(name);
            Add(was != isNow, was is null ? $"environment {name} added" : isNow is null ? $"environment {name} removed" : $"environment {name} changed");
        }

        Add(!before.Secrets.SequenceEqual(after.Secrets), "set of secrets changed");
        Add(!before.Command.SequenceEqual(after.Command), "command changed");
        Add(before.User != after.User, "user changed");
        Add(before.Hostname != after.Hostname, "hostname changed");
        Add(!before.Mounts.SequenceEqual(after.Mounts), "mounts changed");
        Add(!before.Ports.SequenceEqual(after.Ports), "ports changed");
        Add(!before.Networks.Select(n => n.Network).SequenceEqual(after.Networks.Select(n => n.Network)), "networks changed");
        Add(before.Limits != after.Limits, "resource limits changed");
        return changes;

        void Add(bool changed, string what)
        {
            if (changed)
            {
                changes.Add(what);
            }
        }
    }
}
