using System.Text.Json;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Web;

/// <summary><c>GET /api/metrics</c> (instruments), <c>GET /api/metrics/{instrument}</c> (points; of histograms the percentiles). Times are milliseconds since 1970.</summary>
internal sealed class MetricApi(TelemetryStore store)
{
    private const int PointsPerSeries = 300;
    private const int MostSeries = 50;
    private static readonly double[] Quantiles = [0.5, 0.95, 0.99];

    public Task ListAsync(HttpContext context)
    {
        var instruments = store.Instruments(Question.Members(context.Request));
        return JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteStartArray("instruments");
            foreach (var instrument in instruments.OrderBy(i => i.Member.Service, StringComparer.Ordinal).ThenBy(i => i.Name, StringComparer.Ordinal))
            {
                json.WriteStartObject();
                Write(json, instrument);
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    public Task ShowAsync(HttpContext context)
    {
        var request = context.Request;
        var now = DateTimeOffset.UtcNow;
        var query = new MetricQuery
        {
            Instrument = (string)request.RouteValues["instrument"]!,
            Members = Question.Members(request),
            From = now.AddMinutes(-Question.Number(request, "minutes", 15, 1, 720)),
            Attributes = Question.Attributes(request),
        };
        var series = store.Series(query);
        return JsonAnswer.WriteAsync(context, json =>
        {
            json.WriteNumber("from", query.From.Value.ToUnixTimeMilliseconds());
            json.WriteNumber("to", now.ToUnixTimeMilliseconds());
            json.WriteNumber("left", Math.Max(0, series.Length - MostSeries));
            json.WriteStartArray("series");
            foreach (var one in series.Take(MostSeries))
            {
                json.WriteStartObject();
                Write(json, one.Instrument);
                LogApi.Attributes(json, "attributes", one.Attributes);
                json.WriteStartArray("points");
                var step = Math.Max(1, (one.Points.Length + PointsPerSeries - 1) / PointsPerSeries);
                // Counted from the newest, which is always shown.
                for (var i = (one.Points.Length - 1) % step; i < one.Points.Length; i += step)
                {
                    Write(json, one.Points[i]);
                }

                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        });
    }

    private static void Write(Utf8JsonWriter json, Instrument instrument)
    {
        json.WriteString("member", instrument.Member.Service);
        json.WriteString("name", instrument.Name);
        json.WriteString("scope", instrument.Scope);
        json.WriteString("description", instrument.Description);
        json.WriteString("unit", instrument.Unit);
        json.WriteString("kind", instrument.Kind.ToString());
        json.WriteBoolean("counts", instrument is { Kind: InstrumentKind.Sum, Monotonic: true, Temporality: Temporality.Cumulative });
    }

    /// <summary>Time, then the value; or of a histogram p50, p95 and p99.</summary>
    private static void Write(Utf8JsonWriter json, MetricPoint point)
    {
        double?[] values = point switch
        {
            NumberPoint number => [number.Value],
            HistogramPoint histogram => [.. Quantiles.Select(q => Percentile.Of(histogram, q))],
            ExponentialHistogramPoint histogram => [.. Quantiles.Select(q => Percentile.Of(histogram, q))],
            SummaryPoint summary => [.. Quantiles.Select(q => summary.Quantiles.Where(s => Math.Abs(s.At - q) < 1e-9).Select(s => (double?)s.Value).FirstOrDefault())],
            _ => [],
        };
        json.WriteStartArray();
        json.WriteNumberValue(point.Time.ToUnixTimeMilliseconds());
        foreach (var value in values)
        {
            if (value is { } known && double.IsFinite(known))
            {
                json.WriteNumberValue(known);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        json.WriteEndArray();
    }
}
