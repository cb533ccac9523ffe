using System.Text.Unicode;

namespace ClawFleet.Telemetry.Wire;

/// <summary>
/// Walks a whole message once against its schema. What passes can be read later without a check: every length fits, every text is UTF-8,
/// nothing is nested deeper than <see cref="MaxDepth"/>. Fields that the schema does not know are passed over, as protobuf wants it.
/// </summary>
internal static class OtlpValidator
{
    /// <summary>Messages inside messages; an attribute's value takes two a level. Protobuf's own readers stop at 100.</summary>
    public const int MaxDepth = 64;

    public static void Check(ReadOnlySpan<byte> bytes, MessageSchema schema) => Check(bytes, 0, bytes.Length, schema, 0);

    private static void Check(ReadOnlySpan<byte> bytes, int start, int end, MessageSchema schema, int depth)
    {
        if (depth > MaxDepth)
            throw new MalformedTelemetryException($"{schema.Name} at byte {start} is nested more than {MaxDepth} deep");
        var reader = new ProtobufReader(bytes, start, end);
        while (reader.ReadTag(out var number, out var wire))
        {
            if (schema.Find(number) is not { } field)
            {
                reader.Skip(wire);
                continue;
            }
            if (wire != field.Wire)
            {
                CheckPacked(ref reader, schema, field, wire);
                continue;
            }
            if (wire != WireType.LengthDelimited)
            {
                reader.Skip(wire);
                continue;
            }
            var (at, length) = reader.ReadBlock();
            if (field.Type == FieldType.Message)
                Check(bytes, at, at + length, field.Message, depth + 1);
            else if (field.Type == FieldType.Text && !Utf8.IsValid(bytes.Slice(at, length)))
                throw new MalformedTelemetryException($"{schema.Name}.{field.Name} at byte {at} is not UTF-8");
        }
    }

    private static void CheckPacked(ref ProtobufReader reader, MessageSchema schema, Field field, WireType wire)
    {
        if (wire != WireType.LengthDelimited || !field.Packable)
            throw new MalformedTelemetryException($"{schema.Name}.{field.Name} at byte {reader.Position} has the wire type {(int)wire}");
        var packed = reader.ReadBytes();
        var values = new ProtobufReader(packed);
        while (values.Position < packed.Length)
            values.Skip(field.Wire);
    }
}
