using System.Collections.Immutable;
using System.Text.Json.Nodes;
using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Mcp;

/// <summary>Records as an agent reads them: short, what says nothing left out.</summary>
internal static class TelemetryJson
{
    private static readonly string[] Levels = ["trace", "debug", "info", "warn", "error", "fatal"];

    public static JsonNode Log(LogRecord log) => Log(
        log.TimeUnixNano, log.Resource.Member.Service, log.Severity, log.Body.ToString(), log.EventName, log.TraceId.IsEmpty ? null : log.TraceId.ToString(),
        [.. log.Attributes.Where(a => a.Key != LogRecording.StreamAttribute).Select(a => KeyValuePair.Create(a.Key, a.Value.ToString()))]);

    /// <param name="trace">Null for none.</param>
    public static JsonNode Log(ulong time, string service, int severity, string text, string eventName, string? trace, IReadOnlyCollection<KeyValuePair<string, string>> attributes)
    {
        var json = new JsonObject { ["time"] = Time(time), ["member"] = service };
        if (severity is > 0 and <= 24)
        {
            json["level"] = Levels[(severity - 1) / 4];
        }

        json["text"] = text;
        if (eventName.Length > 0)
        {
            json["event"] = eventName;
        }

        if (trace is not null)
        {
            json["trace"] = trace;
        }

        if (attributes.Count > 0)
        {
            json["attributes"] = new JsonObject([.. attributes.DistinctBy(a => a.Key).Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value))]);
        }

        return json;
    }

    public static JsonNode Trace(TraceSummary trace)
    {
        var json = new JsonObject
        {
            ["id"] = trace.Id.ToString(),
            ["name"] = trace.Name,
            ["service"] = trace.Service,
            ["start"] = Time(trace.StartUnixNano),
            ["ms"] = Milliseconds(trace.Duration),
            ["spans"] = trace.Spans,
        };
        if (trace.Errors > 0)
        {
            json["failed"] = trace.Errors;
        }

        return json;
    }

    public static JsonNode Span(Span span, ulong traceStart)
    {
        var json = new JsonObject { ["span"] = span.SpanId.ToString() };
        if (!span.ParentSpanId.IsEmpty)
        {
            json["parent"] = span.ParentSpanId.ToString();
        }

        json["name"] = span.Name;
        json["service"] = span.Resource.Member.Service;
        json["atMs"] = Milliseconds(UnixNano.Between(traceStart, span.StartUnixNano));
        json["ms"] = Milliseconds(span.Duration);
        if (span.Status == SpanStatus.Error)
        {
            json["failed"] = span.StatusMessage.Length > 0 ? span.StatusMessage : "yes";
        }

        if (!span.Events.IsEmpty)
        {
            json["events"] = new JsonArray([.. span.Events.Select(e => JsonValue.Create($"+{Milliseconds(UnixNano.Between(traceStart, e.TimeUnixNano))} ms: {e.Name}"))]);
        }

        return WithAttributes(json, span.Attributes);
    }

    public static JsonNode Instrument(IGrouping<string, Instrument> instrument)
    {
        var json = new JsonObject { ["name"] = instrument.Key, ["unit"] = instrument.First().Unit, ["kind"] = instrument.First().Kind.ToString() };
        if (instrument.First().Description is { Length: > 0 } description)
        {
            json["description"] = description;
        }

        json["members"] = new JsonArray([.. instrument.Select(i => i.Member.Service).Distinct().Order(StringComparer.Ordinal).Select(m => JsonValue.Create(m))]);
        return json;
    }

    public static string Time(ulong nanoseconds) => UnixNano.ToTime(nanoseconds).UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", System.Globalization.CultureInfo.InvariantCulture);

    internal static JsonObject WithAttributes(JsonObject json, ImmutableArray<TelemetryAttribute> attributes)
    {
        if (!attributes.IsEmpty)
        {
            json["attributes"] = new JsonObject([.. attributes.DistinctBy(a => a.Key).Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value.ToString()))]);
        }

        return json;
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 1);
}
