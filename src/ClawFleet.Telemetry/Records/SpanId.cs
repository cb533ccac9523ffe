using System.Buffers.Binary;
using System.Globalization;

namespace ClawFleet.Telemetry;

/// <summary>A W3C span id: 8 bytes, written as 16 hexadecimal digits. Zero means none.</summary>
public readonly record struct SpanId(ulong Value)
{
    public bool IsEmpty => Value == 0;

    /// <summary>Reads 16 hexadecimal digits; false for anything else.</summary>
    public static bool TryParse(string? text, out SpanId id)
    {
        var parsed = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && text.Length == 16;
        id = new SpanId(parsed ? value : 0);
        return parsed;
    }

    internal static SpanId Of(ReadOnlySpan<byte> bytes) =>
        new(bytes.Length == 8 ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : 0);

    public override string ToString() => $"{Value:x16}";
}
