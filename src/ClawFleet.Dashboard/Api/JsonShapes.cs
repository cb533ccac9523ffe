using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Api;

/// <summary>Records as the API's JSON.</summary>
internal static class JsonShapes
{
    public static JsonObject Fleet(string fleet, FleetSnapshot now, Func<MemberStatus, string?> change) => new()
    {
        ["fleet"] = fleet,
        ["members"] = Array(now.Members, m => new JsonObject
        {
            ["name"] = m.Name,
            ["role"] = m.Role,
            ["member"] = now.OwnerOf(m),
            ["runtime"] = m.Runtime,
            ["simulated"] = m.Simulated,
            ["state"] = m.State.Word(),
            ["health"] = m.Health,
            ["image"] = m.Image,
            ["address"] = m.Address,
            ["startedAt"] = m.StartedAt?.ToUniversalTime().ToString("O"),
            ["exitCode"] = m.ExitCode,
            ["reason"] = m.Reason,
            ["channels"] = Array(now.SpecOf(m)?.Channels ?? [], c => new JsonObject { ["name"] = c.Name, ["type"] = c.Type }),
            ["change"] = change(m),
            ["networks"] = Array(now.NetworksOf(m), n => n),
        }),
    };

    public static JsonObject Logs(LogPage page) => new()
    {
        ["logs"] = Array(page.Records, r => new JsonObject
        {
            ["time"] = Time(r.TimeUnixNano),
            ["member"] = r.Resource.Member.ToString(),
            ["service"] = r.Resource.Member.Service,
            ["severity"] = r.Severity,
            ["severityText"] = r.SeverityText,
            ["body"] = Value(r.Body),
            ["event"] = r.EventName.Length == 0 ? null : r.EventName,
            ["scope"] = r.Scope.Name,
            ["traceId"] = r.TraceId.IsEmpty ? null : r.TraceId.ToString(),
            ["spanId"] = r.SpanId.IsEmpty ? null : r.SpanId.ToString(),
            ["attributes"] = Attributes(r.Attributes),
        }),
        ["next"] = page.Next is { } next ? $"{next.TimeUnixNano}-{next.Sequence}" : null,
    };

    public static JsonObject Traces(TracePage page) => new()
    {
        ["traces"] = Array(page.Traces, t => new JsonObject
        {
            ["id"] = t.Id.ToString(),
            ["name"] = t.Name,
            ["service"] = t.Service,
            ["start"] = Time(t.StartUnixNano),
            ["milliseconds"] = t.Duration.TotalMilliseconds,
            ["spans"] = t.Spans,
            ["errors"] = t.Errors,
            ["members"] = Array(t.Members, m => m.ToString()),
        }),
        ["next"] = page.Next is { } next ? $"{next.Start}-{next.Id}" : null,
    };

    public static JsonObject Trace(TraceId id, ImmutableArray<Span> spans) => new()
    {
        ["id"] = id.ToString(),
        ["spans"] = Array(spans, s => new JsonObject
        {
            ["id"] = s.SpanId.ToString(),
            ["parent"] = s.ParentSpanId.IsEmpty ? null : s.ParentSpanId.ToString(),
            ["name"] = s.Name,
            ["kind"] = s.Kind.ToString(),
            ["member"] = s.Resource.Member.ToString(),
            ["start"] = Time(s.StartUnixNano),
            ["milliseconds"] = s.Duration.TotalMilliseconds,
            ["status"] = s.Status.ToString(),
            ["statusMessage"] = s.StatusMessage.Length == 0 ? null : s.StatusMessage,
            ["attributes"] = Attributes(s.Attributes),
            ["events"] = Array(s.Events, e => new JsonObject { ["time"] = Time(e.TimeUnixNano), ["name"] = e.Name, ["attributes"] = Attributes(e.Attributes) }),
            ["links"] = Array(s.Links, l => new JsonObject { ["traceId"] = l.TraceId.ToString(), ["spanId"] = l.SpanId.ToString(), ["attributes"] = Attributes(l.Attributes) }),
        }),
    };

    public static JsonObject Instruments(ImmutableArray<Instrument> instruments) => new() { ["instruments"] = Array(instruments, Of) };

    public static JsonObject Series(ImmutableArray<MetricSeries> series) => new()
    {
        ["series"] = Array(series, s => new JsonObject
        {
            ["instrument"] = Of(s.Instrument),
            ["attributes"] = Attributes(s.Attributes),
            ["points"] = Array(s.Points, Point),
        }),
    };

    public static JsonObject Forwarding(ImmutableArray<SignalForwarding> signals) => new()
    {
        ["signals"] = Array(signals, s => new JsonObject
        {
            ["signal"] = s.Signal.ToString().ToLowerInvariant(),
            ["endpoint"] = s.Endpoint,
            ["sent"] = s.Sent,
            ["queuedBytes"] = s.QueuedBytes,
            ["refused"] = s.Refused,
            ["lost"] = s.Lost,
            ["fault"] = s.Fault,
            ["lastError"] = s.LastError,
        }),
    };

    private static JsonObject Of(Instrument i) => new()
    {
        ["member"] = i.Member.ToString(),
        ["scope"] = i.Scope,
        ["name"] = i.Name,
        ["description"] = i.Description,
        ["unit"] = i.Unit,
        ["kind"] = i.Kind.ToString(),
        ["temporality"] = i.Temporality.ToString(),
        ["monotonic"] = i.Monotonic,
    };

    private static JsonObject Point(MetricPoint point) => point switch
    {
        NumberPoint p => new() { ["time"] = Time(p.TimeUnixNano), ["value"] = Number(p.Value) },
        HistogramPoint p => Counted(p, p.Count, p.Sum, q => Percentile.Of(p, q)),
        ExponentialHistogramPoint p => Counted(p, p.Count, p.Sum, q => Percentile.Of(p, q)),
        SummaryPoint p => Counted(p, p.Count, p.Sum, q => p.Quantiles.FirstOrDefault(a => a.At >= q)?.Value),
        _ => new() { ["time"] = Time(point.TimeUnixNano) },
    };

    private static JsonObject Counted(MetricPoint point, ulong count, double sum, Func<double, double?> percentile) => new()
    {
        ["time"] = Time(point.TimeUnixNano),
        ["count"] = count,
        ["sum"] = Number(sum),
        ["p50"] = percentile(0.5) is { } a ? Number(a) : null,
        ["p90"] = percentile(0.9) is { } b ? Number(b) : null,
        ["p99"] = percentile(0.99) is { } c ? Number(c) : null,
    };

    private static JsonObject Attributes(ImmutableArray<TelemetryAttribute> attributes)
    {
        var all = new JsonObject();
        foreach (var attribute in attributes)
            all[attribute.Key] = Value(attribute.Value);
        return all;
    }

    private static JsonNode? Value(AnyValue value) => value switch
    {
        BoolValue v => v.Value,
        WholeValue v => v.Value,
        RealValue v => Number(v.Value),
        ListValue v => Array(v.Items, Value),
        MapValue v => Attributes(v.Items),
        EmptyValue => null,
        _ => value.ToString(),
    };

    // JSON has no words for what is not a number.
    private static JsonNode? Number(double value) => double.IsFinite(value) ? value : null;

    private static string Time(ulong nanoseconds) => UnixNano.ToTime(nanoseconds).UtcDateTime.ToString("O");

    private static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> shape) => [.. items.Select(shape)];
}
