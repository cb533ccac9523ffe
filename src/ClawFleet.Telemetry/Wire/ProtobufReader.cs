using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ClawFleet.Telemetry.Wire;

/// <summary>
/// Reads protobuf between two offsets of a buffer. Positions are the buffer's own, so that what is found can be pointed at.
/// Every read is checked against the end; what does not fit is a <see cref="MalformedTelemetryException"/>.
/// </summary>
internal ref struct ProtobufReader(ReadOnlySpan<byte> bytes, int start, int end)
{
    private readonly ReadOnlySpan<byte> bytes = bytes;
    private readonly int end = end;

    public ProtobufReader(ReadOnlySpan<byte> bytes) : this(bytes, 0, bytes.Length)
    {
    }

    public int Position { get; private set; } = start;

    public readonly bool IsAtEnd => Position >= end;

    /// <summary>The next field, or false at the end.</summary>
    public bool ReadTag(out int field, out WireType wire)
    {
        if (Position >= end)
        {
            (field, wire) = (0, default);
            return false;
        }
        var tag = ReadVarint();
        field = (int)(tag >> 3);
        wire = (WireType)(tag & 7);
        if (tag > uint.MaxValue || field == 0)
            throw new MalformedTelemetryException($"there is no valid field at byte {Position}");
        return true;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint()
    {
        if (Position < end && bytes[Position] is var one and < 0x80)
        {
            Position++;
            return one;
        }
        return ReadLongVarint();
    }

    private ulong ReadLongVarint()
    {
        ulong value = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            if (Position >= end)
                throw Truncated();
            var part = bytes[Position++];
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return value;
        }
        throw new MalformedTelemetryException($"the number that ends at byte {Position} has more than ten bytes");
    }

    public ulong ReadFixed64()
    {
        Need(8);
        var value = BinaryPrimitives.ReadUInt64LittleEndian(bytes[Position..]);
        Position += 8;
        return value;
    }

    public uint ReadFixed32()
    {
        Need(4);
        var value = BinaryPrimitives.ReadUInt32LittleEndian(bytes[Position..]);
        Position += 4;
        return value;
    }

    public double ReadDouble() => BitConverter.UInt64BitsToDouble(ReadFixed64());

    public int ReadSInt32()
    {
        var value = (uint)ReadVarint();
        return (int)(value >> 1) ^ -(int)(value & 1);
    }

    /// <summary>A length-delimited value: where it begins and how long it is.</summary>
    public (int Start, int Length) ReadBlock()
    {
        var length = ReadVarint();
        if (length > (ulong)(end - Position))
            throw Truncated();
        var block = (Position, (int)length);
        Position += (int)length;
        return block;
    }

    public ReadOnlySpan<byte> ReadBytes()
    {
        var (start, length) = ReadBlock();
        return bytes.Slice(start, length);
    }

    /// <summary>A reader for the message that follows.</summary>
    public ProtobufReader ReadMessage()
    {
        var (start, length) = ReadBlock();
        return new ProtobufReader(bytes, start, start + length);
    }

    public void Skip(WireType wire)
    {
        switch (wire)
        {
            case WireType.Varint:
                ReadVarint();
                break;
            case WireType.Fixed64:
                Need(8);
                Position += 8;
                break;
            case WireType.LengthDelimited:
                ReadBlock();
                break;
            case WireType.Fixed32:
                Need(4);
                Position += 4;
                break;
            default:
                throw new MalformedTelemetryException($"wire type {(int)wire} at byte {Position} is not used by OTLP");
        }
    }

    private readonly void Need(int count)
    {
        if (end - Position < count)
            throw Truncated();
    }

    private readonly MalformedTelemetryException Truncated() => new($"a value at byte {Position} goes past the end of its message");
}
