using System.Collections.Immutable;
using ClawFleet.Telemetry.Storage;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Reading;

/// <summary>A stored log record, in full.</summary>
internal static class LogReader
{
    public static LogRecord Read(in StoredRecord stored)
    {
        var severity = 0;
        string severityText = "", eventName = "";
        var body = AnyValue.Empty;
        TraceId trace = default;
        SpanId span = default;
        var attributes = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        var reader = new ProtobufReader(stored.Bytes);
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 2:
                    severity = (int)reader.ReadVarint();
                    break;
                case 3:
                    severityText = ValueReader.Text(ref reader);
                    break;
                case 5:
                    body = ValueReader.Value(reader.ReadMessage());
                    break;
                case 6:
                    attributes.Add(ValueReader.Attribute(reader.ReadMessage()));
                    break;
                case 9:
                    trace = TraceId.Of(reader.ReadBytes());
                    break;
                case 10:
                    span = SpanId.Of(reader.ReadBytes());
                    break;
                case 12:
                    eventName = ValueReader.Text(ref reader);
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        return new LogRecord(stored.Context.Resource, stored.Context.Scope, stored.Sequence, stored.Entry.Time, severity, severityText,
            body, eventName, trace, span, attributes.DrainToImmutable());
    }
}
