using ClawFleet.Observer.Recording;

namespace ClawFleet.Observer.Machines;

/// <summary>Gauges of one moment in an export request.</summary>
internal sealed class GaugeWriter(OtlpJson otlp, DateTimeOffset time)
{
    public void Write(string name, string unit, string description, double value) => Write(name, unit, description, ([], value));

    /// <param name="points">Attributes and value of each.</param>
    public void Write(string name, string unit, string description, params ReadOnlySpan<((string Key, string Value)[] Attributes, double Value)> points)
    {
        var json = otlp.Json;
        json.WriteStartObject();
        json.WriteString("name", name);
        json.WriteString("unit", unit);
        json.WriteString("description", description);
        json.WriteStartObject("gauge");
        json.WriteStartArray("dataPoints");
        foreach (var (attributes, value) in points)
        {
            json.WriteStartObject();
            otlp.Time("timeUnixNano", time);
            json.WriteNumber("asDouble", value);
            json.WriteStartArray("attributes");
            foreach (var (key, text) in attributes)
            {
                otlp.Attribute(key, text);
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
    }
}
