using System.Text;

namespace ClawFleet.Publishing.Carriage;

/// <summary>Which target carries what: a column each, and all of it as the docs' table.</summary>
public static class CarriageTable
{
    /// <exception cref="ArgumentOutOfRangeException">A column has no word for the feature; a test asks for each.</exception>
    public static Carried Of(PlanTarget target, PlanFeature feature) => target switch
    {
        PlanTarget.ClawFleet => Carried.Whole(),
        PlanTarget.Aspire => AspireColumn.Of(feature),
        PlanTarget.Compose => ComposeColumn.Of(feature),
        PlanTarget.Kubernetes => KubernetesColumn.Of(feature),
        _ => throw new ArgumentOutOfRangeException(nameof(target)),
    };

    /// <summary>The table as Markdown, features as rows; docs/targets.md holds it, and a test holds the two equal.</summary>
    public static string Markdown()
    {
        var text = new StringBuilder("| what the plan asks for | `clawden up` | Aspire | compose | Kubernetes |\n|---|---|---|---|---|\n");
        foreach (var feature in Enum.GetValues<PlanFeature>())
        {
            text.Append("| ").Append(Row(feature));
            foreach (var target in Enum.GetValues<PlanTarget>())
            {
                text.Append(" | ").Append(Of(target, feature).Cell);
            }

            text.Append(" |\n");
        }

        return text.ToString();
    }

    /// <summary>What some target does not carry at all, in a word each: the README's table.</summary>
    public static string Summary()
    {
        var text = new StringBuilder("| not everywhere | `clawden up` | Aspire | compose | Kubernetes |\n|---|---|---|---|---|\n");
        foreach (var feature in Enum.GetValues<PlanFeature>().Where(f => Enum.GetValues<PlanTarget>().Any(t => Of(t, f).As == CarriedAs.Not)))
        {
            text.Append("| ").Append(Row(feature));
            foreach (var target in Enum.GetValues<PlanTarget>())
            {
                text.Append(" | ").Append(Of(target, feature).As switch { CarriedAs.Whole => "yes", CarriedAs.Otherwise => "otherwise", _ => "no" });
            }

            text.Append(" |\n");
        }

        return text.ToString();
    }

    private static string Row(PlanFeature feature) => feature switch
    {
        PlanFeature.OwnImages => "images that ClawFleet builds",
        PlanFeature.User => "a user that is not root",
        PlanFeature.ReadOnlyRoot => "a read-only root",
        PlanFeature.NoPrivileges => "no capability, no new privileges",
        PlanFeature.OciRuntime => "another OCI runtime",
        PlanFeature.MemoryAndCpus => "limits of memory and processors",
        PlanFeature.Pids => "a limit of processes",
        PlanFeature.OpenFiles => "a limit of open files",
        PlanFeature.Tmpfs => "writable places in memory",
        PlanFeature.Volumes => "state that stays",
        PlanFeature.BindMounts => "a folder of the host as workspace",
        PlanFeature.SecretFiles => "secrets as files",
        PlanFeature.GeneratedSecrets => "tokens and passwords that are generated",
        PlanFeature.HealthCheck => "health with its times",
        PlanFeature.StartOrder => "the database before its member",
        PlanFeature.Restart => "a restart of what ends",
        PlanFeature.Supervision => "a restart of what is unhealthy or was killed",
        PlanFeature.StopGrace => "time to stop",
        PlanFeature.SidecarNetwork => "a database for its member alone",
        PlanFeature.NoWayOut => "no way out (`network: {internal: true}`)",
        PlanFeature.LocalPorts => "ports on 127.0.0.1",
        PlanFeature.ChosenPorts => "ports chosen at start",
        PlanFeature.HostGateway => "`host.docker.internal`",
        PlanFeature.Hostname => "stable host names",
        PlanFeature.Replicas => "replicas",
        PlanFeature.Telemetry => "telemetry received and recorded",
        PlanFeature.Forwarding => "telemetry sent on (`telemetry:`)",
        PlanFeature.Dashboard => "the page",
        _ => throw new ArgumentOutOfRangeException(nameof(feature)),
    };
}
