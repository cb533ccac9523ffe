using System.Buffers.Binary;
using System.Globalization;

namespace ClawFleet.Telemetry;

/// <summary>A W3C trace id: 16 bytes, written as 32 hexadecimal digits. All zero means none.</summary>
public readonly record struct TraceId(ulong High, ulong Low)
{
    public bool IsEmpty => High == 0 && Low == 0;

    /// <summary>Reads 32 hexadecimal digits; false for anything else.</summary>
    public static bool TryParse(string? text, out TraceId id)
    {
        id = default;
        if (text is not { Length: 32 }
            || !ulong.TryParse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var high)
            || !ulong.TryParse(text.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var low))
            return false;
        id = new TraceId(high, low);
        return true;
    }

    /// <summary>The id that these bytes are; empty unless there are 16.</summary>
    internal static TraceId Of(ReadOnlySpan<byte> bytes) => bytes.Length == 16
        ? new TraceId(BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]))
        : default;

    public override string ToString() => $"{High:x16}{Low:x16}";
}
