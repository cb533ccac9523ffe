using System.Globalization;
using System.Text.Json;

namespace ClawFleet.Telemetry.Wire;

/// <summary>Validated protobuf to OTLP's JSON; the way back of <see cref="JsonToProtobuf"/>. What is not in the message is not written.</summary>
internal static class ProtobufToJson
{
    public static void Write(ReadOnlySpan<byte> bytes, MessageSchema schema, Utf8JsonWriter output)
    {
        output.WriteStartObject();
        // A field's values may lie apart, and JSON has one list for them: which fields there are, then each in turn.
        ulong present = 0;
        var scan = new ProtobufReader(bytes);
        while (scan.ReadTag(out var number, out var wire))
        {
            if (number < 64)
                present |= 1UL << number;
            scan.Skip(wire);
        }
        foreach (var field in schema.Fields)
        {
            if ((present & (1UL << field.Number)) == 0)
                continue;
            output.WritePropertyName(field.JsonName);
            if (field.Repeated)
                WriteList(bytes, field, output);
            else
                WriteLast(bytes, field, output);
        }
        output.WriteEndObject();
    }

    private static void WriteList(ReadOnlySpan<byte> bytes, Field field, Utf8JsonWriter output)
    {
        output.WriteStartArray();
        var reader = new ProtobufReader(bytes);
        while (reader.ReadTag(out var number, out var wire))
        {
            if (number != field.Number)
            {
                reader.Skip(wire);
            }
            else if (wire == field.Wire)
            {
                WriteValue(ref reader, field, output);
            }
            else
            {
                var packed = reader.ReadBytes();
                var values = new ProtobufReader(packed);
                while (values.Position < packed.Length)
                    WriteValue(ref values, field, output);
            }
        }
        output.WriteEndArray();
    }

    // Of a field that comes twice, protobuf takes the last.
    private static void WriteLast(ReadOnlySpan<byte> bytes, Field field, Utf8JsonWriter output)
    {
        var reader = new ProtobufReader(bytes);
        var last = reader;
        while (reader.ReadTag(out var number, out var wire))
        {
            if (number == field.Number)
                last = reader;
            reader.Skip(wire);
        }
        WriteValue(ref last, field, output);
    }

    private static void WriteValue(ref ProtobufReader reader, Field field, Utf8JsonWriter output)
    {
        switch (field.Type)
        {
            case FieldType.Message:
                Write(reader.ReadBytes(), field.Message, output);
                break;
            case FieldType.Text:
                output.WriteStringValue(reader.ReadBytes());
                break;
            case FieldType.Id:
                output.WriteStringValue(Convert.ToHexStringLower(reader.ReadBytes()));
                break;
            case FieldType.Bytes:
                output.WriteBase64StringValue(reader.ReadBytes());
                break;
            case FieldType.Bool:
                output.WriteBooleanValue(reader.ReadVarint() != 0);
                break;
            case FieldType.Enum:
                output.WriteNumberValue((int)reader.ReadVarint());
                break;
            case FieldType.UInt32:
                output.WriteNumberValue((uint)reader.ReadVarint());
                break;
            case FieldType.UInt64:
                output.WriteStringValue(reader.ReadVarint().ToString(CultureInfo.InvariantCulture));
                break;
            case FieldType.Int64:
                output.WriteStringValue(((long)reader.ReadVarint()).ToString(CultureInfo.InvariantCulture));
                break;
            case FieldType.SInt32:
                output.WriteNumberValue(reader.ReadSInt32());
                break;
            case FieldType.Fixed32:
                output.WriteNumberValue(reader.ReadFixed32());
                break;
            case FieldType.Fixed64:
                output.WriteStringValue(reader.ReadFixed64().ToString(CultureInfo.InvariantCulture));
                break;
            case FieldType.SFixed64:
                output.WriteStringValue(((long)reader.ReadFixed64()).ToString(CultureInfo.InvariantCulture));
                break;
            default:
                WriteDouble(reader.ReadDouble(), output);
                break;
        }
    }

    private static void WriteDouble(double value, Utf8JsonWriter output)
    {
        if (double.IsFinite(value))
            output.WriteNumberValue(value);
        else
            output.WriteStringValue(double.IsNaN(value) ? "NaN" : value > 0 ? "Infinity" : "-Infinity");
    }
}
