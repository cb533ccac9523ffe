using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;

namespace ClawFleet.Observer.Keeping;

/// <summary>Whether the fleet is still there, running or stopped: a process in the background must not outlive what somebody removed by hand.</summary>
internal sealed class FleetPresence(FleetHost host, string fleet)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // Longer than a command takes to replace the only container of a fleet.
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(2);

    /// <summary>Ends when containers of the fleet have been seen and are gone for good, or when cancelled. Building images for a first one may take as long as it likes.</summary>
    public async Task IsGoneAsync(CancellationToken ct)
    {
        var seen = host.Options.Time.GetUtcNow();
        var everSeen = false;
        while (!ct.IsCancellationRequested)
        {
            if (await IsThereAsync(ct).ConfigureAwait(false))
            {
                everSeen = true;
                seen = host.Options.Time.GetUtcNow();
            }
            else if (everSeen && host.Options.Time.GetUtcNow() - seen > Absence)
            {
                return;
            }

            await Task.Delay(Interval, host.Options.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<bool> IsThereAsync(CancellationToken ct)
    {
        try
        {
            return (await host.Engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={fleet}"]), ct).ConfigureAwait(false)).Count > 0;
        }
        catch (Exception e) when (e is EngineException or OperationCanceledException)
        {
            return true; // It cannot be known while the engine is away.
        }
    }
}
