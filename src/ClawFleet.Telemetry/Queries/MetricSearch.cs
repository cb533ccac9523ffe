using System.Collections.Immutable;
using System.Text;
using ClawFleet.Telemetry.Batches;
using ClawFleet.Telemetry.Reading;
using ClawFleet.Telemetry.Storage;

namespace ClawFleet.Telemetry.Queries;

/// <summary>Instruments, their dimensions and their points.</summary>
internal static class MetricSearch
{
    /// <summary>Every instrument that has a point kept, as its newest export describes it.</summary>
    public static ImmutableArray<Instrument> Instruments(List<SegmentView> views)
    {
        var found = new Dictionary<(TelemetryMember, string, string), Instrument>();
        var seen = new HashSet<(TelemetryMember, string, ulong)>();
        for (var v = views.Count - 1; v >= 0; v--)
        {
            for (var i = views[v].Count - 1; i >= 0; i--)
            {
                var stored = views[v].Record(i);
                if (!seen.Add((stored.Context.Member, stored.Context.Scope.Name, stored.Entry.High)))
                    continue;
                var instrument = MetricReader.Read(stored).Instrument;
                found.TryAdd((instrument.Member, instrument.Scope, instrument.Name), instrument);
            }
        }
        return [.. found.Values.OrderBy(i => i.Member, TelemetryMember.Order).ThenBy(i => i.Scope, StringComparer.Ordinal).ThenBy(i => i.Name, StringComparer.Ordinal)];
    }

    public static ImmutableArray<MetricSeries> Series(List<SegmentView> views, MetricQuery query)
    {
        var series = new Dictionary<(TelemetryMember, string, string), (Instrument Instrument, ImmutableArray<TelemetryAttribute> Attributes, List<MetricPoint> Points)>();
        foreach (var (instrument, point) in Points(views, query))
        {
            var key = (instrument.Member, instrument.Scope, KeyOf(point.Attributes));
            if (!series.TryGetValue(key, out var one))
                one = series[key] = (instrument, point.Attributes, []);
            one.Points.Add(point);
        }
        return
        [
            .. series.OrderBy(s => s.Key.Item1, TelemetryMember.Order).ThenBy(s => s.Key.Item2, StringComparer.Ordinal).ThenBy(s => s.Key.Item3, StringComparer.Ordinal)
                .Select(s => new MetricSeries(s.Value.Instrument, s.Value.Attributes, [.. s.Value.Points.OrderBy(p => p.TimeUnixNano)])),
        ];
    }

    public static ImmutableArray<MetricDimension> Dimensions(List<SegmentView> views, MetricQuery query)
    {
        var found = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        foreach (var (_, point) in Points(views, query))
        {
            foreach (var attribute in point.Attributes)
            {
                if (!found.TryGetValue(attribute.Key, out var values))
                    found[attribute.Key] = values = new SortedSet<string>(StringComparer.Ordinal);
                values.Add(attribute.Value.ToString());
            }
        }
        return [.. found.Select(f => new MetricDimension(f.Key, [.. f.Value]))];
    }

    private static IEnumerable<(Instrument Instrument, MetricPoint Point)> Points(List<SegmentView> views, MetricQuery query)
    {
        var hash = HeadReader.NameHash(Encoding.UTF8.GetBytes(query.Instrument));
        var from = query.From is { } f ? UnixNano.Of(f) : 0;
        var to = query.To is { } t ? UnixNano.Of(t) : ulong.MaxValue;
        foreach (var view in views)
        {
            if (view.Latest < from || view.Earliest > to)
                continue;
            for (var i = 0; i < view.Count; i++)
            {
                var entry = view.Entries[i];
                if (entry.High != hash || entry.Time < from || entry.Low > to)
                    continue;
                var metric = MetricReader.Read(view.Record(i));
                if (metric.Instrument.Name != query.Instrument || (query.Scope is { } scope && metric.Instrument.Scope != scope))
                    continue;
                foreach (var point in metric.Points)
                {
                    // A point without a time has that of its arrival, which the index holds.
                    var timed = point.TimeUnixNano == 0 ? point with { TimeUnixNano = entry.Time } : point;
                    if (timed.TimeUnixNano >= from && timed.TimeUnixNano <= to && Allows(query, timed))
                        yield return (metric.Instrument, timed);
                }
            }
        }
    }

    private static bool Allows(MetricQuery query, MetricPoint point) =>
        query.Attributes.IsEmpty
        || query.Attributes.All(f => f.Allows(point.Attributes.FirstOrDefault(a => a.Key == f.Key)?.Value));

    // The same attributes in another order are the same series. Lengths keep two different sets from reading alike.
    private static string KeyOf(ImmutableArray<TelemetryAttribute> attributes)
    {
        var key = new StringBuilder();
        foreach (var attribute in attributes.OrderBy(a => a.Key, StringComparer.Ordinal))
        {
            var value = attribute.Value.ToString();
            key.Append(attribute.Key).Append('=').Append(value.Length).Append(attribute.Value.GetType().Name[0]).Append(':').Append(value).Append(';');
        }
        return key.ToString();
    }
}
