using System.Diagnostics.Metrics;

namespace ClawFleet.Hosting;

/// <summary>What the orchestrator measures of itself.</summary>
internal static class FleetMeter
{
    private static readonly Meter Meter = new(FleetActivities.Name);
    private static readonly Histogram<double> TimeToHealthy = Meter.CreateHistogram<double>(
        "clawfleet.member.time_to_healthy", "s", "From the start of a member's container to its first healthy answer.");

    public static void Record(UpResult result)
    {
        foreach (var member in TimeToHealthy.Enabled ? result.Members : [])
        {
            if (member.TimeToHealthy is { } time)
            {
                TimeToHealthy.Record(time.TotalSeconds, new("clawfleet.member", member.Member), new("clawfleet.runtime", member.Runtime));
            }
        }
    }
}
