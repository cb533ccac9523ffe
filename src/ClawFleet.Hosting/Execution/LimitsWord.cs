using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Execution;

/// <summary>Which limits of a plan an engine took without holding them. Rootless engines drop those that the host's control groups do not let them set.</summary>
internal static class LimitsWord
{
    /// <returns>A warning, or null when all limits hold.</returns>
    public static string? For(ContainerPlan plan, ContainerDetails made, EngineTraits traits)
    {
        var dropped = new List<string>();
        if (made.MemoryBytes == 0 && plan.Limits.MemoryBytes > 0)
        {
            dropped.Add("memory");
        }

        if (made.Cpus == 0 && plan.Limits.Cpus > 0)
        {
            dropped.Add("CPU");
        }

        if (made.Pids <= 0 && plan.Limits.Pids > 0)
        {
            dropped.Add("processes");
        }

        if (dropped.Count == 0)
        {
            return null;
        }

        var why = traits.CgroupVersion == "1" ? "an engine without root can set none on control groups of version 1" : "the engine's user has not been given these controllers (systemd: Delegate=yes)";
        return $"Nothing limits the {string.Join(", ", dropped)} of this fleet's containers: {why}. All other containment holds. Boot with control groups of version 2, or use an engine that runs as root.";
    }
}
