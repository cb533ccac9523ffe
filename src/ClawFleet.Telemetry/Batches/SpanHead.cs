using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Batches;

/// <summary>What the list of traces needs of a span.</summary>
internal readonly ref struct SpanHead
{
    public TraceId TraceId { get; private init; }
    public SpanId SpanId { get; private init; }
    public bool IsRoot { get; private init; }
    public ulong Start { get; private init; }
    public ulong End { get; private init; }
    public byte Status { get; private init; }
    public ReadOnlySpan<byte> Name { get; private init; }

    public static SpanHead Read(ReadOnlySpan<byte> bytes)
    {
        TraceId trace = default;
        SpanId span = default, parent = default;
        ulong start = 0, end = 0;
        byte status = 0;
        ReadOnlySpan<byte> name = default;
        var reader = new ProtobufReader(bytes);
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    trace = TraceId.Of(reader.ReadBytes());
                    break;
                case 2:
                    span = SpanId.Of(reader.ReadBytes());
                    break;
                case 4:
                    parent = SpanId.Of(reader.ReadBytes());
                    break;
                case 5:
                    name = reader.ReadBytes();
                    break;
                case 7:
                    start = reader.ReadFixed64();
                    break;
                case 8:
                    end = reader.ReadFixed64();
                    break;
                case 15:
                    status = ReadStatus(reader.ReadMessage());
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        return new SpanHead
        {
            TraceId = trace,
            SpanId = span,
            IsRoot = parent.IsEmpty,
            Start = start,
            End = end,
            Status = status,
            Name = name,
        };
    }

    private static byte ReadStatus(ProtobufReader reader)
    {
        byte code = 0;
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 3)
                code = (byte)reader.ReadVarint();
            else
                reader.Skip(wire);
        }
        return code;
    }
}
