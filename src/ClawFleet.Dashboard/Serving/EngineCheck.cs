using ClawFleet.Engine;
using ClawFleet.Model.Plans;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClawFleet.Dashboard.Serving;

/// <summary>Whether the container engine answers: without it the page has nothing to show of members.</summary>
internal static class EngineCheck
{
    public static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(2);

    public static async Task<HealthCheckResult> AskAsync(IContainerEngine engine, string fleet, CancellationToken ct)
    {
        try
        {
            await engine.ListNetworksAsync($"{FleetLabels.Fleet}={fleet}", ct).ConfigureAwait(false);
            return HealthCheckResult.Healthy();
        }
        catch (EngineException e)
        {
            return HealthCheckResult.Unhealthy(exception: e);
        }
    }
}
