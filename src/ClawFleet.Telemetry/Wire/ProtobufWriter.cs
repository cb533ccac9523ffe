using System.Buffers.Binary;
using System.Text;

namespace ClawFleet.Telemetry.Wire;

/// <summary>Writes protobuf into one growing buffer. A message's length is put in when it ends.</summary>
internal sealed class ProtobufWriter(int limit = int.MaxValue)
{
    private byte[] buffer = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => buffer.AsSpan(0, Length);

    /// <summary>The written bytes' own array, longer than <see cref="Length"/>: for one who takes it over.</summary>
    public byte[] Buffer => buffer;

    public void Tag(int field, WireType wire) => Varint((uint)(field << 3) | (uint)wire);

    public void Varint(ulong value)
    {
        var span = Room(10);
        var count = 0;
        for (; value >= 0x80; value >>= 7)
            span[count++] = (byte)(value | 0x80);
        span[count++] = (byte)value;
        Length += count;
    }

    public void Fixed32(uint value)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(Room(4), value);
        Length += 4;
    }

    public void Fixed64(ulong value)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(Room(8), value);
        Length += 8;
    }

    public void Bytes(int field, ReadOnlySpan<byte> value)
    {
        Tag(field, WireType.LengthDelimited);
        Varint((uint)value.Length);
        value.CopyTo(Room(value.Length));
        Length += value.Length;
    }

    public void Text(int field, string value) => Bytes(field, Encoding.UTF8.GetBytes(value));

    /// <summary>Begins a message or a text of unknown length; what is returned goes to <see cref="End"/>.</summary>
    public int Begin(int field)
    {
        Tag(field, WireType.LengthDelimited);
        Room(1);
        return ++Length;
    }

    /// <summary>Ends what began at <paramref name="start"/>: the length, kept as one byte until now, may need up to five.</summary>
    public void End(int start)
    {
        var length = Length - start;
        var size = 1;
        for (var rest = (uint)length >> 7; rest != 0; rest >>= 7)
            size++;
        if (size > 1)
        {
            Room(size - 1);
            buffer.AsSpan(start, length).CopyTo(buffer.AsSpan(start + size - 1));
            Length += size - 1;
        }
        var at = start - 1;
        var value = (uint)length;
        for (; value >= 0x80; value >>= 7)
            buffer[at++] = (byte)(value | 0x80);
        buffer[at] = (byte)value;
    }

    /// <summary>Room for that many bytes at the end; say with <see cref="Advance"/> how many were used.</summary>
    public Span<byte> Room(int count)
    {
        if (buffer.Length - Length < count)
        {
            if ((long)Length + count > limit)
                throw new TelemetryTooLargeException(limit);
            var size = (int)Math.Min(Math.Max(buffer.Length * 2L, (long)Length + count), Array.MaxLength);
            Array.Resize(ref buffer, size);
        }
        return buffer.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;
}
