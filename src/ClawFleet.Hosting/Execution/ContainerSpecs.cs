using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Execution;

/// <summary>A container's plan in the engine's words.</summary>
internal static class ContainerSpecs
{
    private const string SecretsTarget = "/run/secrets";

    /// <param name="secretsFolder">Host folder with its secret files; null when it has none.</param>
    /// <param name="traits">Null for an engine that runs as root.</param>
    public static ContainerSpec For(string fleet, string source, ContainerPlan plan, string secretsHash, string? secretsFolder, EngineTraits? traits = null) => new()
    {
        Name = plan.Name,
        Image = plan.Image,
        Hostname = plan.Hostname,
        User = plan.User,
        UserNamespace = traits is { KeepsInvoker: true } ? ContainerSpec.KeepInvoker : null,
        Command = plan.Command.IsDefaultOrEmpty ? null : plan.Command,
        Environment = plan.Environment,
        Labels = Labels(fleet, source, plan, secretsHash),
        Mounts = Mounts(plan, secretsFolder),
        Ports = [.. plan.Ports.Select(p => new PortBinding(p.ContainerPort, p.HostIp, p.HostPort))],
        Networks = [.. plan.Networks.Select(n => new NetworkEndpoint(n.Network, n.Aliases))],
        ExtraHosts = plan.ExtraHosts.IsDefaultOrEmpty ? [] : plan.ExtraHosts,
        ReadOnlyRoot = plan.Containment.ReadOnlyRoot,
        DropCapabilities = plan.Containment.DropCapabilities,
        SecurityOptions = plan.Containment.NoNewPrivileges ? ["no-new-privileges:true"] : [],
        OciRuntime = plan.Containment.OciRuntime,
        MemoryBytes = plan.Limits.MemoryBytes,
        MemorySwapBytes = plan.Limits.MemoryBytes,
        Cpus = plan.Limits.Cpus,
        Pids = plan.Limits.Pids,
        OpenFiles = Math.Min(plan.Limits.OpenFiles, OpenFilesCeiling.OfLocalEngine ?? int.MaxValue),
        // A crashed process comes back with no host attached, and a reboot brings the fleet back.
        Restart = new RestartPolicy(RestartPolicyName.UnlessStopped),
        Healthcheck = plan.Health.Command.IsDefaultOrEmpty ? null : new HealthcheckSpec(
            plan.Health.Command, TimeSpan.FromSeconds(plan.Health.IntervalSeconds), TimeSpan.FromSeconds(plan.Health.TimeoutSeconds),
            plan.Health.Retries, TimeSpan.FromSeconds(plan.Health.StartPeriodSeconds)),
        StopTimeoutSeconds = plan.StopGraceSeconds,
        Logs = traits?.Logs,
    };

    private static ImmutableSortedDictionary<string, string> Labels(string fleet, string source, ContainerPlan plan, string secretsHash)
    {
        var labels = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        labels[FleetLabels.Fleet] = fleet;
        labels[FleetLabels.Source] = source;
        labels[FleetLabels.Member] = plan.Member;
        labels[FleetLabels.Runtime] = plan.Runtime;
        labels[FleetLabels.Role] = plan.Role == ContainerRole.Sidecar ? "sidecar" : "member";
        labels[FleetLabels.Simulated] = plan.Simulated ? "true" : "false";
        labels[FleetLabels.PlanHash] = plan.Hash;
        labels[FleetLabels.Plan] = PlanJson.Write(plan);
        if (secretsHash.Length > 0)
        {
            labels[FleetLabels.SecretsHash] = secretsHash;
        }

        return labels.ToImmutable();
    }

    private static ImmutableArray<MountSpec> Mounts(ContainerPlan plan, string? secretsFolder)
    {
        var mounts = plan.Mounts.Select(m => new MountSpec(
            m.Kind switch { MountKind.Volume => MountType.Volume, MountKind.Bind => MountType.Bind, _ => MountType.Tmpfs },
            m.Source, m.Target, m.ReadOnly, m.SizeBytes, m.Mode));
        return secretsFolder is null ? [.. mounts] : [.. mounts, new MountSpec(MountType.Bind, secretsFolder, SecretsTarget, ReadOnly: true)];
    }
}
