using System.Text.Json.Nodes;
using ClawFleet.Model.Plans;

namespace ClawFleet.Publishing.Kubernetes;

/// <summary>
/// The plan's health as probes. Started and alive is what the check inside says, as an engine asks it; ready, which is being reached by name, is what the container answers to a question from outside,
/// as ClawFleet's host asks it, where the plan has such a question.
/// </summary>
internal static class Probes
{
    /// <summary>Seconds between two questions until the first good answer.</summary>
    private const int StartPeriod = 2;

    public static void AddTo(JsonObject container, HealthPlan health)
    {
        if (health.Command.IsDefaultOrEmpty)
        {
            return;
        }

        var failures = Math.Max(1, health.Retries);
        container["startupProbe"] = Probe(Exec(health), StartPeriod, health.TimeoutSeconds, Math.Max(1, (health.DeadlineSeconds + StartPeriod - 1) / StartPeriod));
        container["livenessProbe"] = Probe(Exec(health), health.IntervalSeconds, health.TimeoutSeconds, failures);
        container["readinessProbe"] = Probe(health.HttpPort is { } port ? Http(port, health.HttpPath) : Exec(health), health.IntervalSeconds, health.TimeoutSeconds, failures);
    }

    private static JsonObject Exec(HealthPlan health) => new() { ["exec"] = new JsonObject { ["command"] = new JsonArray([.. health.Command.Select(c => (JsonNode)c)]) } };

    private static JsonObject Http(int port, string path) => new() { ["httpGet"] = new JsonObject { ["path"] = path.Length == 0 ? "/" : path, ["port"] = port } };

    private static JsonObject Probe(JsonObject how, int period, int timeout, int failures)
    {
        how["periodSeconds"] = Math.Max(1, period);
        how["timeoutSeconds"] = Math.Max(1, timeout);
        how["failureThreshold"] = failures;
        return how;
    }
}
