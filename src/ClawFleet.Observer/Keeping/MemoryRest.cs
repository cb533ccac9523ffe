using ClawFleet.Hosting;

namespace ClawFleet.Observer.Keeping;

/// <summary>
/// Gives back now and then what a process at rest no longer needs: it makes so little garbage that the collector would not look at the older for hours, and a fleet's memory is what people see.
/// </summary>
internal static class MemoryRest
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(2);

    // With more than that a look takes a while, and what could be given back is little beside it.
    private const long Little = 64 << 20;

    /// <summary>Until cancelled.</summary>
    public static async Task RunAsync(TimeProvider time, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            await Pace.WaitAsync(Interval, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (GC.GetTotalMemory(forceFullCollection: false) < Little)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            }
        }
    }
}
