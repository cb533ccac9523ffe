using System.Collections.Immutable;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Charts;

/// <summary>Points as lines: a counter as its rate a second, a histogram as three percentiles, all else as it is.</summary>
internal static class MetricLines
{
    private static readonly double[] quantiles = [0.5, 0.9, 0.99];

    /// <summary>The unit of the lines' values.</summary>
    public static string Unit(Instrument instrument) => IsRate(instrument) ? (instrument.Unit is "1" ? "" : instrument.Unit) + "/s" : instrument.Unit;

    public static bool IsRate(Instrument instrument) => instrument is { Kind: InstrumentKind.Sum, Monotonic: true };

    public static IEnumerable<ChartLine> Of(MetricSeries series, string name) => series.Instrument.Kind switch
    {
        InstrumentKind.Histogram => quantiles.Select(q => new ChartLine(Named(name, q), Percentiles(series, q))),
        InstrumentKind.ExponentialHistogram => quantiles.Select(q => new ChartLine(Named(name, q),
            [.. series.Points.OfType<ExponentialHistogramPoint>().Select(p => (p.Time, Value: Percentile.Of(p, q))).Where(p => p.Value is not null).Select(p => (p.Time, p.Value!.Value))])),
        InstrumentKind.Summary => [new ChartLine(name, [.. series.Points.OfType<SummaryPoint>().Where(p => p.Count > 0).Select(p => (p.Time, p.Sum / p.Count))])],
        _ when IsRate(series.Instrument) => [new ChartLine(name, Rates(series))],
        _ => [new ChartLine(name, [.. series.Points.OfType<NumberPoint>().Select(p => (p.Time, p.Value))])],
    };

    private static string Named(string name, double quantile) => $"{name} P{quantile * 100:0}".TrimStart();

    private static ImmutableArray<(DateTimeOffset, double)> Percentiles(MetricSeries series, double quantile)
    {
        var lines = ImmutableArray.CreateBuilder<(DateTimeOffset, double)>();
        HistogramPoint? earlier = null;
        foreach (var point in series.Points.OfType<HistogramPoint>())
        {
            // Of the time since the last point where there was one: since the start, an hour of the past would hide this minute.
            var now = earlier is null || series.Instrument.Temporality == Temporality.Delta ? point : Percentile.Between(earlier, point);
            if (Percentile.Of(now, quantile) is { } value)
                lines.Add((point.Time, value));
            earlier = point;
        }
        return lines.ToImmutable();
    }

    private static ImmutableArray<(DateTimeOffset, double)> Rates(MetricSeries series)
    {
        var lines = ImmutableArray.CreateBuilder<(DateTimeOffset, double)>();
        NumberPoint? earlier = null;
        foreach (var point in series.Points.OfType<NumberPoint>())
        {
            var seconds = earlier is null ? 0 : (point.Time - earlier.Time).TotalSeconds;
            // A counter that began anew counts from zero.
            var grown = series.Instrument.Temporality == Temporality.Delta || point.Value < earlier?.Value ? point.Value : point.Value - (earlier?.Value ?? 0);
            if (seconds > 0)
                lines.Add((point.Time, grown / seconds));
            earlier = point;
        }
        return lines.ToImmutable();
    }
}
