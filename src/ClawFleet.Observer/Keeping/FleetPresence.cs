using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Model.Plans;

namespace ClawFleet.Observer.Keeping;

/// <summary>Whether the fleet is still there, running or stopped: a process in the background must not outlive what somebody removed by hand.</summary>
/// <param name="starter">The <c>up</c> that started this process. Building the images of a first member may take as long as it likes.</param>
internal sealed class FleetPresence(FleetHost host, string fleet, ProcessIdentity? starter)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // Longer than a command takes to replace the only container of a fleet.
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(2);

    /// <summary>Ends when the fleet has no container for good and nobody is bringing it up, or when cancelled.</summary>
    public async Task IsGoneAsync(CancellationToken ct)
    {
        var seen = host.Options.Time.GetUtcNow();
        while (!ct.IsCancellationRequested)
        {
            if (starter is { IsAlive: true } || await IsThereAsync(ct).ConfigureAwait(false))
            {
                seen = host.Options.Time.GetUtcNow();
            }
            else if (host.Options.Time.GetUtcNow() - seen > Absence)
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
