using System.Diagnostics;

namespace ClawFleet.TelemetryBench;

/// <summary>How often something can be done.</summary>
internal static class Rate
{
    private static readonly TimeSpan span = TimeSpan.FromSeconds(2);

    /// <summary>Times a second, on one thread, the best of three: what else the machine does only makes it less.</summary>
    public static double Of(Action once)
    {
        for (var i = 0; i < 50; i++)
            once();
        double best = 0;
        for (var round = 0; round < 3; round++)
        {
            var (count, clock) = (0, Stopwatch.StartNew());
            for (; clock.Elapsed < span / 3; count++)
                once();
            best = Math.Max(best, count / clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    /// <summary>Times a second, that many at once.</summary>
    public static async Task<double> OfAsync(int atOnce, Func<Task> once)
    {
        for (var i = 0; i < 50; i++)
            await once();
        double best = 0;
        for (var round = 0; round < 3; round++)
        {
            var (count, clock) = (0, Stopwatch.StartNew());
            await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async _ =>
            {
                while (clock.Elapsed < span)
                {
                    await once();
                    Interlocked.Increment(ref count);
                }
            }));
            best = Math.Max(best, count / clock.Elapsed.TotalSeconds);
        }
        return best;
    }

    /// <summary>Milliseconds, the median of 15.</summary>
    public static double Median(Action once)
    {
        once();
        var times = new List<double>();
        for (var i = 0; i < 15; i++)
        {
            var clock = Stopwatch.StartNew();
            once();
            times.Add(clock.Elapsed.TotalMilliseconds);
        }
        times.Sort();
        return times[times.Count / 2];
    }
}
