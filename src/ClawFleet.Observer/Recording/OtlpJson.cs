using System.Buffers;
using System.Globalization;
using System.Text.Json;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Recording;

/// <summary>Writes one export request in OTLP's JSON (opentelemetry-proto, docs/specification.md, "JSON Protobuf Encoding").</summary>
internal sealed class OtlpJson : IDisposable
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Utf8JsonWriter _json;
    private readonly string _scopes;
    private readonly string _records;
    private bool _open;

    private OtlpJson(string resources, string scopes, string records)
    {
        (_json, _scopes, _records) = (new Utf8JsonWriter(_bytes), scopes, records);
        _json.WriteStartObject();
        _json.WriteStartArray(resources);
    }

    public static OtlpJson Logs() => new("resourceLogs", "scopeLogs", "logRecords");

    public static OtlpJson Metrics() => new("resourceMetrics", "scopeMetrics", "metrics");

    public Utf8JsonWriter Json => _json;

    /// <summary>What follows is of this member.</summary>
    public void Begin(string fleet, string member, string scope)
    {
        End();
        _open = true;
        _json.WriteStartObject();
        _json.WriteStartObject("resource");
        _json.WriteStartArray("attributes");
        Attribute("service.name", member);
        Attribute("service.namespace", fleet);
        Attribute("service.instance.id", $"{fleet}-{member}");
        Attribute("clawfleet.fleet", fleet);
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteStartArray(_scopes);
        _json.WriteStartObject();
        _json.WriteStartObject("scope");
        _json.WriteString("name", scope);
        _json.WriteEndObject();
        _json.WriteStartArray(_records);
    }

    public void Attribute(string key, string value)
    {
        _json.WriteStartObject();
        _json.WriteString("key", key);
        Text("value", value);
        _json.WriteEndObject();
    }

    public void Text(string name, string value)
    {
        _json.WriteStartObject(name);
        _json.WriteString("stringValue", value);
        _json.WriteEndObject();
    }

    public void Time(string name, DateTimeOffset time) => _json.WriteString(name, UnixNano.Of(time).ToString(CultureInfo.InvariantCulture));

    public ReadOnlySpan<byte> Finish()
    {
        End();
        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.Flush();
        return _bytes.WrittenSpan;
    }

    public void Dispose() => _json.Dispose();

    private void End()
    {
        if (!_open)
        {
            return;
        }

        _json.WriteEndArray();
        _json.WriteEndObject();
        _json.WriteEndArray();
        _json.WriteEndObject();
    }
}
