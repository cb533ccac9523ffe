using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Api;

/// <summary>
/// The newest point of every series, for Prometheus to scrape: text format 0.0.4, with the names and suffixes that OpenTelemetry gives them there
/// (https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/). Counts since the last point (delta) and exponential histograms have no form in it and are left out.
/// </summary>
internal static class PrometheusText
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    // As long as Prometheus itself takes a sample for current.
    private static readonly TimeSpan Current = TimeSpan.FromMinutes(5);

    public static string Write(TelemetryStore store, DateTimeOffset now)
    {
        var text = new StringBuilder();
        var families = store.Instruments().Select(i => i.Name).Distinct(StringComparer.Ordinal)
            .SelectMany(name => store.Series(new MetricQuery { Instrument = name, From = now - Current }))
            .Where(s => TypeOf(s.Instrument) is not null && s.Points.Length > 0)
            .GroupBy(s => (Name: NameOf(s.Instrument), Type: TypeOf(s.Instrument)!)).OrderBy(f => f.Key.Name, StringComparer.Ordinal).ThenBy(f => f.Key.Type, StringComparer.Ordinal);
        string? last = null;
        foreach (var family in families)
        {
            if (family.Key.Name == last)
                continue; // Two members mean different things by one name: the format knows one of them.
            last = family.Key.Name;
            if (family.First().Instrument.Description is { Length: > 0 } description)
                text.Append(CultureInfo.InvariantCulture, $"# HELP {last} {description.Replace("\\", "\\\\", StringComparison.Ordinal).ReplaceLineEndings("\\n")}\n");
            text.Append(CultureInfo.InvariantCulture, $"# TYPE {last} {family.Key.Type}\n");
            foreach (var series in family)
                Write(text, last, Labels(series), series.Points[^1]);
        }
        return text.ToString();
    }

    private static void Write(StringBuilder text, string name, ImmutableArray<(string Name, string Value)> labels, MetricPoint point)
    {
        switch (point)
        {
            case NumberPoint number:
                Sample(name, number.Value);
                break;
            case HistogramPoint histogram:
                var below = 0UL;
                for (var i = 0; i < histogram.Counts.Length; i++)
                {
                    below += histogram.Counts[i];
                    Sample(name + "_bucket", below, ("le", i < histogram.Bounds.Length ? Number(histogram.Bounds[i]) : "+Inf"));
                }
                Sample(name + "_sum", histogram.Sum);
                Sample(name + "_count", histogram.Count);
                break;
            case SummaryPoint summary:
                foreach (var quantile in summary.Quantiles)
                    Sample(name, quantile.Value, ("quantile", Number(quantile.At)));
                Sample(name + "_sum", summary.Sum);
                Sample(name + "_count", summary.Count);
                break;
        }

        void Sample(string sample, double value, params ReadOnlySpan<(string Name, string Value)> more)
        {
            text.Append(sample).Append('{');
            var first = true;
            foreach (var (label, said) in (ReadOnlySpan<(string, string)>)[.. labels, .. more])
            {
                text.Append(first ? "" : ",").Append(label).Append("=\"").Append(said.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).ReplaceLineEndings("\\n")).Append('"');
                first = false;
            }
            text.Append("} ").Append(Number(value)).Append('\n');
        }
    }

    private static ImmutableArray<(string Name, string Value)> Labels(MetricSeries series)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["service_name"] = series.Instrument.Member.Service,
        };
        if (series.Instrument.Member.Instance is { Length: > 0 } instance)
            labels["service_instance_id"] = instance;
        // Two keys that are one label are told one after the other, as the specification has it.
        foreach (var (key, value) in series.Attributes.Select(a => (Identifier(a.Key, colon: false), a.Value.ToString())))
            labels[key] = labels.TryGetValue(key, out var before) ? $"{before};{value}" : value;
        return [.. labels.Select(l => (l.Key, l.Value))];
    }

    private static string? TypeOf(Instrument instrument) => instrument.Kind switch
    {
        InstrumentKind.Gauge => "gauge",
        InstrumentKind.Sum when instrument.Temporality == Temporality.Cumulative => instrument.Monotonic ? "counter" : "gauge",
        InstrumentKind.Histogram when instrument.Temporality == Temporality.Cumulative => "histogram",
        InstrumentKind.Summary => "summary",
        _ => null,
    };

    private static string NameOf(Instrument instrument)
    {
        var name = Identifier(instrument.Name, colon: true);
        var unit = instrument.Unit switch
        {
            "By" => "bytes",
            "s" => "seconds",
            "ms" => "milliseconds",
            "us" => "microseconds",
            "ns" => "nanoseconds",
            "1" when instrument.Kind == InstrumentKind.Gauge => "ratio",
            _ => "",
        };
        if (unit.Length > 0 && !name.EndsWith("_" + unit, StringComparison.Ordinal))
            name = $"{name}_{unit}";
        return TypeOf(instrument) == "counter" && !name.EndsWith("_total", StringComparison.Ordinal) ? name + "_total" : name;
    }

    private static string Identifier(string text, bool colon)
    {
        var made = string.Concat(text.Select(c => char.IsAsciiLetterOrDigit(c) || c == '_' || (colon && c == ':') ? c : '_'));
        return made.Length == 0 || char.IsAsciiDigit(made[0]) ? "_" + made : made;
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
