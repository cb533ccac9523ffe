using ClawFleet.Engine;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Recording;

/// <summary>What containers use as metrics, named as in the OpenTelemetry semantic conventions (docs/system/container-metrics.md).</summary>
internal sealed class StatsRecording(string fleet, TelemetryStore store)
{
    public const string Scope = "clawfleet.container";

    private readonly Dictionary<string, ContainerStats> _before = new(StringComparer.Ordinal);

    /// <param name="samples">By member; a container that was started anew since the last time begins anew.</param>
    public void Append(IReadOnlyCollection<KeyValuePair<string, ContainerStats>> samples)
    {
        if (samples.Count == 0)
        {
            return;
        }

        using var otlp = OtlpJson.Metrics();
        foreach (var (member, now) in samples)
        {
            otlp.Begin(fleet, member, Scope);
            if (_before.GetValueOrDefault(member) is { } before && before.CpuNanoseconds <= now.CpuNanoseconds && before.ReadAt < now.ReadAt)
            {
                Gauge(otlp, "container.cpu.usage", "{cpu}", "Cores in use.", now, (now.CpuNanoseconds - before.CpuNanoseconds) / (now.ReadAt - before.ReadAt).TotalNanoseconds);
            }

            Gauge(otlp, "container.memory.usage", "By", "Memory in use, without the page cache that can be taken back.", now, now.MemoryBytes);
            if (now.MemoryLimitBytes is { } limit)
            {
                Gauge(otlp, "container.memory.limit", "By", "Memory that it may use.", now, limit);
            }

            if (now.Processes is { } processes)
            {
                Gauge(otlp, "container.process.count", "{process}", "Processes and threads.", now, processes);
            }

            Begin(otlp, "container.network.io", "By", "Bytes over its networks since its start.");
            otlp.Json.WriteStartObject("sum");
            otlp.Json.WriteNumber("aggregationTemporality", (int)Temporality.Cumulative);
            otlp.Json.WriteBoolean("isMonotonic", true);
            otlp.Json.WriteStartArray("dataPoints");
            Point(otlp, now, now.ReceivedBytes, "receive");
            Point(otlp, now, now.SentBytes, "transmit");
            End(otlp);
            _before[member] = now;
        }

        store.AppendJson(Signal.Metrics, otlp.Finish());
    }

    private static void Gauge(OtlpJson otlp, string name, string unit, string description, ContainerStats at, double value)
    {
        Begin(otlp, name, unit, description);
        otlp.Json.WriteStartObject("gauge");
        otlp.Json.WriteStartArray("dataPoints");
        Point(otlp, at, value, null);
        End(otlp);
    }

    private static void Begin(OtlpJson otlp, string name, string unit, string description)
    {
        otlp.Json.WriteStartObject();
        otlp.Json.WriteString("name", name);
        otlp.Json.WriteString("unit", unit);
        otlp.Json.WriteString("description", description);
    }

    private static void Point(OtlpJson otlp, ContainerStats at, double value, string? direction)
    {
        otlp.Json.WriteStartObject();
        otlp.Time("timeUnixNano", at.ReadAt);
        otlp.Json.WriteNumber("asDouble", value);
        if (direction is not null)
        {
            otlp.Json.WriteStartArray("attributes");
            otlp.Attribute("network.io.direction", direction);
            otlp.Json.WriteEndArray();
        }

        otlp.Json.WriteEndObject();
    }

    private static void End(OtlpJson otlp)
    {
        otlp.Json.WriteEndArray();
        otlp.Json.WriteEndObject();
        otlp.Json.WriteEndObject();
    }
}
