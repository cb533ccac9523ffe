using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;

namespace ClawFleet.Observer.Keeping;

/// <summary>Whether the fleet is still there, running or stopped: a process in the background must not outlive what somebody removed by hand.</summary>
/// <param name="starter">The <c>up</c> that started this process. Building the images of a first member may take as long as it likes.</param>
internal sealed class FleetPresence(FleetWatch watch, TimeProvider time, ProcessIdentity? starter)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    // Longer than a command takes to replace the only container of a fleet.
    private static readonly TimeSpan Absence = TimeSpan.FromMinutes(2);

    /// <summary>Ends when the fleet has no container for good and nobody is bringing it up, or when cancelled.</summary>
    public async Task IsGoneAsync(CancellationToken ct)
    {
        var seen = time.GetUtcNow();
        while (!ct.IsCancellationRequested)
        {
            if (starter is { IsAlive: true } || watch.Now is null or { Containers.Count: > 0 }) // It cannot be known while the engine is away.
            {
                seen = time.GetUtcNow();
            }
            else if (time.GetUtcNow() - seen > Absence)
            {
                return;
            }

            await Pace.WaitAsync(Interval, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
