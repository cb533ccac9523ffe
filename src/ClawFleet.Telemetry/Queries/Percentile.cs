using System.Collections.Immutable;

namespace ClawFleet.Telemetry;

/// <summary>Percentiles of histograms, by linear interpolation within the bucket that holds the rank.</summary>
public static class Percentile
{
    /// <summary>
    /// The value below which <paramref name="quantile"/> (0 to 1) of a histogram's measurements lie; null when there are none.
    /// Above the last bound it is the largest measurement if the point tells it, and the last bound if not.
    /// </summary>
    public static double? Of(HistogramPoint point, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantile, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        var total = Total(point.Counts);
        if (total == 0 || point.Bounds.IsEmpty || point.Counts.Length != point.Bounds.Length + 1)
            return null;
        var rank = quantile * total;
        double below = 0;
        for (var i = 0; i < point.Counts.Length; i++)
        {
            if (point.Counts[i] == 0 || below + point.Counts[i] < rank)
            {
                below += point.Counts[i];
                continue;
            }
            if (i == point.Bounds.Length)
                return Math.Max(point.Most ?? point.Bounds[^1], point.Bounds[^1]);
            var upper = Math.Min(point.Bounds[i], point.Most ?? double.PositiveInfinity);
            var lower = i > 0 ? point.Bounds[i - 1] : point.Least ?? Math.Min(0, upper);
            lower = Math.Min(Math.Max(lower, point.Least ?? double.NegativeInfinity), upper);
            return lower + ((upper - lower) * (rank - below) / point.Counts[i]);
        }
        return point.Most ?? point.Bounds[^1];
    }

    /// <summary>The same of an exponential histogram.</summary>
    public static double? Of(ExponentialHistogramPoint point, double quantile)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(quantile, 0);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(quantile, 1);
        var total = Total(point.Negative.Counts) + point.ZeroCount + Total(point.Positive.Counts);
        if (total == 0)
            return null;
        var rank = quantile * total;
        double below = 0;
        foreach (var (lower, upper, count) in Buckets(point))
        {
            if (count > 0 && below + count >= rank)
            {
                var value = lower + ((upper - lower) * (rank - below) / count);
                return Math.Clamp(value, Math.Min(point.Least ?? value, value), Math.Max(point.Most ?? value, value));
            }
            below += count;
        }
        return point.Most;
    }

    /// <summary>
    /// What was measured between two cumulative points of one series: the later less the earlier. A counter that began anew in between
    /// gives the later as it is. Points of another kind or with other bounds cannot be taken from each other: the later as it is.
    /// </summary>
    public static HistogramPoint Between(HistogramPoint earlier, HistogramPoint later)
    {
        if (later.StartUnixNano != earlier.StartUnixNano || !later.Bounds.AsSpan().SequenceEqual(earlier.Bounds.AsSpan())
            || later.Counts.Length != earlier.Counts.Length || later.Count < earlier.Count)
            return later;
        for (var i = 0; i < later.Counts.Length; i++)
            if (later.Counts[i] < earlier.Counts[i])
                return later;
        // The least and the most are since the start: they say nothing about the time between.
        return later with
        {
            StartUnixNano = earlier.TimeUnixNano,
            Count = later.Count - earlier.Count,
            Sum = later.Sum - earlier.Sum,
            Least = null,
            Most = null,
            Counts = [.. later.Counts.Zip(earlier.Counts, (l, e) => l - e)],
        };
    }

    private static IEnumerable<(double Lower, double Upper, ulong Count)> Buckets(ExponentialHistogramPoint point)
    {
        // Bucket i is of values above base^i up to base^(i+1); base^i = 2^(i * 2^-scale).
        double Edge(long index) => Math.Pow(2, index * Math.Pow(2, -point.Scale));
        for (var i = point.Negative.Counts.Length - 1; i >= 0; i--)
            yield return (-Edge(point.Negative.Offset + i + 1L), -Edge(point.Negative.Offset + (long)i), point.Negative.Counts[i]);
        yield return (0, 0, point.ZeroCount);
        for (var i = 0; i < point.Positive.Counts.Length; i++)
            yield return (Edge(point.Positive.Offset + (long)i), Edge(point.Positive.Offset + i + 1L), point.Positive.Counts[i]);
    }

    private static double Total(ImmutableArray<ulong> counts)
    {
        double total = 0;
        foreach (var count in counts)
            total += count;
        return total;
    }
}
