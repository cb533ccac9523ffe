using System.Collections.Immutable;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Carriage;

/// <summary>A feature that a plan uses, and by what.</summary>
/// <param name="Users">Names of members and sidecars as in <c>clawden.yaml</c>'s words (<c>desk</c>, <c>desk-postgres</c>); empty when it is the fleet as a whole.</param>
public sealed record FeatureUse(PlanFeature Feature, ImmutableArray<string> Users)
{
    /// <summary>Everything the plan asks for, in the order of <see cref="PlanFeature"/>. Pure and linear.</summary>
    public static ImmutableArray<FeatureUse> Of(FleetPlan plan)
    {
        var internals = plan.Networks.Where(n => n.Internal && n.Member is null).Select(n => n.Name).ToHashSet(StringComparer.Ordinal);
        var replicas = plan.Members.Where(m => m.Name != m.DeclaredName).Select(m => m.Name).ToHashSet(StringComparer.Ordinal);
        var generated = plan.Secrets.Where(s => s.Origin == SecretOrigin.Generated).Select(s => s.Name).ToHashSet(StringComparer.Ordinal);
        var uses = ImmutableArray.CreateBuilder<FeatureUse>();
        foreach (var feature in Enum.GetValues<PlanFeature>())
        {
            if (OfFleet(feature, plan) is { } asked)
            {
                if (asked)
                {
                    uses.Add(new FeatureUse(feature, []));
                }

                continue;
            }

            var users = plan.Containers.Where(c => feature == PlanFeature.Replicas ? c.Role == ContainerRole.Member && replicas.Contains(c.Member) : Uses(feature, c, internals, generated))
                .Select(c => c.Name[(plan.Fleet.Length + 1)..]).ToImmutableArray();
            if (users.Length > 0)
            {
                uses.Add(new FeatureUse(feature, users));
            }
        }

        return uses.ToImmutable();
    }

    /// <summary>Null for what each container asks for itself.</summary>
    private static bool? OfFleet(PlanFeature feature, FleetPlan plan) => feature switch
    {
        PlanFeature.Telemetry => true,
        PlanFeature.Forwarding => plan.Telemetry is not null,
        PlanFeature.Dashboard => true,
        PlanFeature.Supervision => true,
        _ => null,
    };

    private static bool Uses(PlanFeature feature, ContainerPlan c, HashSet<string> internals, HashSet<string> generated) => feature switch
    {
        PlanFeature.OwnImages => c.Image.StartsWith("clawfleet/", StringComparison.Ordinal),
        PlanFeature.User => c.User.Length > 0,
        PlanFeature.ReadOnlyRoot => c.Containment.ReadOnlyRoot,
        PlanFeature.NoPrivileges => c.Containment.NoNewPrivileges || !c.Containment.DropCapabilities.IsDefaultOrEmpty,
        PlanFeature.OciRuntime => c.Containment.OciRuntime is not null,
        PlanFeature.MemoryAndCpus => true,
        PlanFeature.Pids => c.Limits.Pids > 0,
        PlanFeature.OpenFiles => c.Limits.OpenFiles > 0,
        PlanFeature.Tmpfs => c.Mounts.Any(m => m.Kind == MountKind.Tmpfs),
        PlanFeature.Volumes => c.Mounts.Any(m => m.Kind == MountKind.Volume),
        PlanFeature.BindMounts => c.Mounts.Any(m => m.Kind == MountKind.Bind),
        PlanFeature.SecretFiles => !c.Secrets.IsDefaultOrEmpty,
        PlanFeature.GeneratedSecrets => c.Secrets.Any(generated.Contains),
        PlanFeature.HealthCheck => !c.Health.Command.IsDefaultOrEmpty,
        PlanFeature.StartOrder => !c.DependsOn.IsDefaultOrEmpty,
        PlanFeature.Restart => true,
        PlanFeature.StopGrace => c.StopGraceSeconds > 0,
        PlanFeature.SidecarNetwork => c.Role == ContainerRole.Sidecar,
        PlanFeature.NoWayOut => c.Networks.Any(n => internals.Contains(n.Network)),
        PlanFeature.LocalPorts => !c.Ports.IsDefaultOrEmpty,
        PlanFeature.ChosenPorts => c.Ports.Any(p => p.HostPort == 0),
        PlanFeature.HostGateway => !c.ExtraHosts.IsDefaultOrEmpty,
        PlanFeature.Hostname => c.Hostname.Length > 0,
        _ => throw new ArgumentOutOfRangeException(nameof(feature), feature, "It is not what one container asks for."),
    };
}
