using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace ClawFleet.Telemetry.Storage;

/// <summary>
/// How a segment is written, in memory and on disk alike, little-endian. The file begins with "CFTS", a version byte, the signal and two
/// zero bytes. Then frames: length of the content (4 bytes), CRC-32C of the content (4), content. Content of a context: 1, four lengths
/// (4 each), the four parts. Content of a record: 2, context's number in this segment (2), sequence (8), time received (8), the record.
/// </summary>
internal static class Frame
{
    public const int HeaderLength = 8;
    public const int FrameLength = 8;
    public const byte ContextKind = 1;
    public const byte RecordKind = 2;
    public const int ContextFixed = 1 + (4 * 4);
    public const int RecordFixed = 1 + 2 + 8 + 8;

    /// <summary>From the sequence to the record's first byte.</summary>
    public const int AfterSequence = 16;

    private const byte Version = 1;

    public static void WriteHeader(Span<byte> to, Signal signal)
    {
        "CFTS"u8.CopyTo(to);
        to[4] = Version;
        to[5] = (byte)signal;
        to[6] = to[7] = 0;
    }

    public static bool IsHeader(ReadOnlySpan<byte> bytes, Signal signal) =>
        bytes.Length >= HeaderLength && bytes[..4].SequenceEqual("CFTS"u8) && bytes[4] == Version && bytes[5] == (byte)signal;

    /// <summary>Puts length and checksum before a content that was written behind them.</summary>
    public static void Seal(Span<byte> frame)
    {
        BinaryPrimitives.WriteInt32LittleEndian(frame, frame.Length - FrameLength);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum(frame[FrameLength..]));
    }

    /// <summary>The content of the frame at the beginning of these bytes; false when it is cut off or damaged.</summary>
    public static bool TryOpen(ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> content)
    {
        content = default;
        if (bytes.Length < FrameLength)
            return false;
        var length = BinaryPrimitives.ReadInt32LittleEndian(bytes);
        if (length < 1 || length > bytes.Length - FrameLength)
            return false;
        content = bytes.Slice(FrameLength, length);
        return Checksum(content) == BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
    }

    private static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        foreach (var word in MemoryMarshal.Cast<byte, ulong>(bytes))
            crc = BitOperations.Crc32C(crc, word);
        foreach (var rest in bytes[(bytes.Length & ~7)..])
            crc = BitOperations.Crc32C(crc, rest);
        return ~crc;
    }
}
