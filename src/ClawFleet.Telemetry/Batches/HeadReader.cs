using ClawFleet.Telemetry.Reading;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Batches;

/// <summary>Reads a record's head out of validated protobuf: its top level only, and of a metric its points' times.</summary>
internal static class HeadReader
{
    /// <summary>The head, or false with the reason when the record is well-formed but says nothing that can be stored.</summary>
    public static bool TryRead(Signal signal, ReadOnlySpan<byte> bytes, ulong received, out RecordHead head, out string? fault)
    {
        fault = null;
        switch (signal)
        {
            case Signal.Traces:
                var span = SpanHead.Read(bytes);
                head = new RecordHead(span.Start, span.TraceId.High, span.TraceId.Low, span.Status, 1);
                if (span.TraceId.IsEmpty)
                    fault = "a span has no trace id of 16 bytes that are not all zero";
                else if (span.SpanId.IsEmpty)
                    fault = "a span has no span id of 8 bytes that are not all zero";
                return fault is null;
            case Signal.Logs:
                head = Log(bytes, received);
                return true;
            default:
                head = MetricHead(bytes, received, out var name);
                if (name == 0)
                    fault = "a metric has no name";
                return fault is null;
        }
    }

    private static RecordHead Log(ReadOnlySpan<byte> bytes, ulong received)
    {
        ulong time = 0, observed = 0, severity = 0;
        TraceId trace = default;
        var reader = new ProtobufReader(bytes);
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    time = reader.ReadFixed64();
                    break;
                case 2:
                    severity = reader.ReadVarint();
                    break;
                case 9:
                    trace = TraceId.Of(reader.ReadBytes());
                    break;
                case 11:
                    observed = reader.ReadFixed64();
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        var when = time != 0 ? time : observed != 0 ? observed : received;
        return new RecordHead(when, trace.High, trace.Low, (byte)Math.Min(severity, 24), 1);
    }

    private static RecordHead MetricHead(ReadOnlySpan<byte> bytes, ulong received, out int nameLength)
    {
        nameLength = 0;
        ulong name = 0, earliest = ulong.MaxValue, latest = 0;
        var points = 0;
        var reader = new ProtobufReader(bytes);
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
            {
                var text = reader.ReadBytes();
                nameLength = text.Length;
                name = NameHash(text);
            }
            else if (MetricReader.Kind(field) is not InstrumentKind.None and var kind)
            {
                var data = reader.ReadMessage();
                while (data.ReadTag(out var inner, out var innerWire))
                {
                    if (inner != 1)
                    {
                        data.Skip(innerWire);
                        continue;
                    }
                    points++;
                    var time = PointTime(data.ReadMessage());
                    if (time == 0)
                        time = received;
                    earliest = Math.Min(earliest, time);
                    latest = Math.Max(latest, time);
                }
            }
            else
            {
                reader.Skip(wire);
            }
        }
        return new RecordHead(points == 0 ? received : latest, name, points == 0 ? received : earliest, 0, points);
    }

    /// <summary>FNV-1a, 64 bits. A collision costs a look at a record that is not meant, never a wrong answer.</summary>
    public static ulong NameHash(ReadOnlySpan<byte> name)
    {
        var hash = 14695981039346656037UL;
        foreach (var b in name)
            hash = (hash ^ b) * 1099511628211;
        return hash;
    }

    // The time is field 3 in all four kinds of points.
    private static ulong PointTime(ProtobufReader reader)
    {
        ulong time = 0;
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 3)
                time = reader.ReadFixed64();
            else
                reader.Skip(wire);
        }
        return time;
    }
}
