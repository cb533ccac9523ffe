using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace ClawFleet.Hosting;

/// <summary>Activities as one export request in OTLP's JSON (opentelemetry-proto, docs/specification.md, "JSON Protobuf Encoding").</summary>
internal sealed class TraceJson
{
    /// <summary><c>service.name</c> of the orchestrator.</summary>
    public const string Service = "clawden";

    private readonly Utf8JsonWriter _json;
    private readonly SecretMasker _masker;

    private TraceJson(Utf8JsonWriter json, SecretMasker masker) => (_json, _masker) = (json, masker);

    public static ReadOnlySpan<byte> Write(string fleet, IReadOnlyList<Activity> spans, SecretMasker masker)
    {
        var bytes = new ArrayBufferWriter<byte>(512 * Math.Max(1, spans.Count));
        using (var json = new Utf8JsonWriter(bytes, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            new TraceJson(json, masker).WriteRequest(fleet, spans);
        }

        return bytes.WrittenSpan;
    }

    private void WriteRequest(string fleet, IReadOnlyList<Activity> spans)
    {
        _json.WriteStartObject();
        _json.WriteStartArray("resourceSpans");
        _json.WriteStartObject();
        _json.WriteStartObject("resource");
        WriteAttributes([new("service.name", Service), new("service.namespace", fleet), new("service.instance.id", $"{fleet}-{Service}"), new(FleetActivities.FleetTag, fleet)]);
        _json.WriteEndObject();
        _json.WriteStartArray("scopeSpans");
        _json.WriteStartObject();
        _json.WriteStartObject("scope");
        _json.WriteString("name", FleetActivities.Name);
        _json.WriteEndObject();
        _json.WriteStartArray("spans");
        foreach (var span in spans)
        {
            WriteSpan(span);
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
    }

    private void WriteSpan(Activity span)
    {
        // One that is still under way has no duration: its command is being left.
        var isDone = span.IsStopped;
        _json.WriteStartObject();
        _json.WriteString("traceId", span.TraceId.ToHexString());
        _json.WriteString("spanId", span.SpanId.ToHexString());
        if (span.ParentSpanId != default)
        {
            _json.WriteString("parentSpanId", span.ParentSpanId.ToHexString());
        }

        _json.WriteString("name", Masked(span.DisplayName));
        _json.WriteNumber("kind", (int)span.Kind + 1); // .NET's kinds are in OTLP's order and begin at 0.
        WriteTime("startTimeUnixNano", span.StartTimeUtc);
        WriteTime("endTimeUnixNano", isDone ? span.StartTimeUtc + span.Duration : DateTime.UtcNow);
        WriteAttributes(span.TagObjects);
        WriteEvents(span.Events);
        WriteStatus(isDone ? span.Status : ActivityStatusCode.Error, isDone ? span.StatusDescription : "interrupted");
        _json.WriteEndObject();
    }

    private void WriteEvents(IEnumerable<ActivityEvent> events)
    {
        _json.WriteStartArray("events");
        foreach (var seen in events)
        {
            _json.WriteStartObject();
            WriteTime("timeUnixNano", seen.Timestamp.UtcDateTime);
            _json.WriteString("name", Masked(seen.Name));
            WriteAttributes(seen.Tags);
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteStatus(ActivityStatusCode status, string? why)
    {
        _json.WriteStartObject("status");
        if (status != ActivityStatusCode.Unset)
        {
            _json.WriteNumber("code", (int)status); // As in OTLP: 1 ok, 2 error.
        }

        if (why is not null)
        {
            _json.WriteString("message", Masked(why));
        }

        _json.WriteEndObject();
    }

    private void WriteAttributes(IEnumerable<KeyValuePair<string, object?>> attributes)
    {
        _json.WriteStartArray("attributes");
        foreach (var (key, value) in attributes.Where(attribute => attribute.Value is not null))
        {
            _json.WriteStartObject();
            _json.WriteString("key", key);
            _json.WriteStartObject("value");
            WriteValue(value!);
            _json.WriteEndObject();
            _json.WriteEndObject();
        }

        _json.WriteEndArray();
    }

    private void WriteValue(object value)
    {
        switch (value)
        {
            case bool flag:
                _json.WriteBoolean("boolValue", flag);
                break;
            case int or long:
                _json.WriteString("intValue", Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
            case double real:
                _json.WriteNumber("doubleValue", real);
                break;
            default:
                _json.WriteString("stringValue", Masked(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
                break;
        }
    }

    private void WriteTime(string name, DateTime time) => _json.WriteString(name, ((time - DateTime.UnixEpoch).Ticks * 100).ToString(CultureInfo.InvariantCulture));

    private string Masked(string text) => _masker.Apply(text);
}
