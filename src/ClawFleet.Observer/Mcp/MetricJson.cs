using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Mcp;

/// <summary>A series as numbers that say something without its every point.</summary>
internal static class MetricJson
{
    private const int MostPoints = 30;

    public static JsonNode Series(MetricSeries series)
    {
        var json = TelemetryJson.WithAttributes(new JsonObject { ["member"] = series.Instrument.Member.Service }, series.Attributes);
        switch (series.Points[^1])
        {
            case HistogramPoint last:
                Histogram(json, last.Count, last.Sum, quantile => Percentile.Of(last, quantile));
                break;
            case ExponentialHistogramPoint last:
                Histogram(json, last.Count, last.Sum, quantile => Percentile.Of(last, quantile));
                break;
            case SummaryPoint last:
                json["count"] = last.Count;
                json["average"] = Average(last.Sum, last.Count);
                json["quantiles"] = new JsonObject([.. last.Quantiles.Select(q => KeyValuePair.Create($"{q.At}", (JsonNode?)Number(q.Value)))]);
                break;
            default:
                Numbers(json, [.. series.Points.OfType<NumberPoint>()]);
                break;
        }

        return json;
    }

    private static void Numbers(JsonObject json, ImmutableArray<NumberPoint> points)
    {
        json["first"] = Number(points[0].Value);
        json["last"] = Number(points[^1].Value);
        json["least"] = Number(points.Min(p => p.Value));
        json["most"] = Number(points.Max(p => p.Value));
        json["average"] = Number(points.Average(p => p.Value));

        // Evenly thinned, the last one always there.
        var step = (points.Length + MostPoints - 1) / MostPoints;
        json["points"] = new JsonArray([.. points.Where((_, i) => (points.Length - 1 - i) % step == 0).Select(p => new JsonArray(TelemetryJson.Time(p.TimeUnixNano), Number(p.Value)))]);
    }

    private static void Histogram(JsonObject json, ulong count, double sum, Func<double, double?> percentile)
    {
        json["count"] = count;
        json["average"] = Average(sum, count);
        json["p50"] = Number(percentile(0.5));
        json["p95"] = Number(percentile(0.95));
        json["p99"] = Number(percentile(0.99));
    }

    private static JsonValue? Average(double sum, ulong count) => count == 0 ? null : Number(sum / count);

    /// <summary>JSON has no word for what is no number.</summary>
    private static JsonValue? Number(double? value) => value is { } number && double.IsFinite(number) ? JsonValue.Create(number) : null;
}
