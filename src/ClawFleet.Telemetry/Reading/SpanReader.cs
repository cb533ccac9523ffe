using System.Collections.Immutable;
using ClawFleet.Telemetry.Storage;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Reading;

/// <summary>A stored span, in full.</summary>
internal static class SpanReader
{
    public static Span Read(in StoredRecord stored)
    {
        TraceId trace = default;
        SpanId id = default, parent = default;
        string name = "", message = "";
        int kind = 0, status = 0;
        ulong start = 0, end = 0;
        var attributes = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        var events = ImmutableArray.CreateBuilder<SpanEvent>();
        var links = ImmutableArray.CreateBuilder<SpanLink>();
        var reader = new ProtobufReader(stored.Bytes);
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    trace = TraceId.Of(reader.ReadBytes());
                    break;
                case 2:
                    id = SpanId.Of(reader.ReadBytes());
                    break;
                case 4:
                    parent = SpanId.Of(reader.ReadBytes());
                    break;
                case 5:
                    name = ValueReader.Text(ref reader);
                    break;
                case 6:
                    kind = (int)reader.ReadVarint();
                    break;
                case 7:
                    start = reader.ReadFixed64();
                    break;
                case 8:
                    end = reader.ReadFixed64();
                    break;
                case 9:
                    attributes.Add(ValueReader.Attribute(reader.ReadMessage()));
                    break;
                case 11:
                    events.Add(Event(reader.ReadMessage()));
                    break;
                case 13:
                    links.Add(Link(reader.ReadMessage()));
                    break;
                case 15:
                    (status, message) = Status(reader.ReadMessage());
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        return new Span(stored.Context.Resource, stored.Context.Scope, stored.Sequence, trace, id, parent, name, (SpanKind)kind, start, end,
            (SpanStatus)status, message, attributes.DrainToImmutable(), events.DrainToImmutable(), links.DrainToImmutable());
    }

    private static (int Code, string Message) Status(ProtobufReader reader)
    {
        var code = 0;
        var message = "";
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 2)
                message = ValueReader.Text(ref reader);
            else if (field == 3)
                code = (int)reader.ReadVarint();
            else
                reader.Skip(wire);
        }
        return (code, message);
    }

    private static SpanEvent Event(ProtobufReader reader)
    {
        ulong time = 0;
        var name = "";
        var attributes = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
                time = reader.ReadFixed64();
            else if (field == 2)
                name = ValueReader.Text(ref reader);
            else if (field == 3)
                attributes.Add(ValueReader.Attribute(reader.ReadMessage()));
            else
                reader.Skip(wire);
        }
        return new SpanEvent(time, name, attributes.DrainToImmutable());
    }

    private static SpanLink Link(ProtobufReader reader)
    {
        TraceId trace = default;
        SpanId span = default;
        var attributes = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
                trace = TraceId.Of(reader.ReadBytes());
            else if (field == 2)
                span = SpanId.Of(reader.ReadBytes());
            else if (field == 4)
                attributes.Add(ValueReader.Attribute(reader.ReadMessage()));
            else
                reader.Skip(wire);
        }
        return new SpanLink(trace, span, attributes.DrainToImmutable());
    }
}
