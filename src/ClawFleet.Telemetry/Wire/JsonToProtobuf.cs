using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text.Json;

namespace ClawFleet.Telemetry.Wire;

/// <summary>
/// OTLP's JSON to protobuf, by the rules of the OTLP specification (docs/specification.md, "JSON Protobuf Encoding"): lowerCamelCase names,
/// trace and span ids in hexadecimal, other bytes in base64, enumerations as numbers, 64-bit numbers as text or as numbers,
/// unknown names passed over.
/// </summary>
internal static class JsonToProtobuf
{
    public static void Convert(ReadOnlySpan<byte> json, MessageSchema schema, ProtobufWriter output)
    {
        // A value takes up to four JSON levels for one of protobuf's; the real bound is that of the messages.
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = OtlpValidator.MaxDepth * 4 });
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
                throw new MalformedTelemetryException("the body is not a JSON object");
            WriteMessage(ref reader, schema, output, 0);
            if (reader.Read())
                throw new MalformedTelemetryException("there is more after the JSON object");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new MalformedTelemetryException($"the JSON is not valid near byte {reader.BytesConsumed}", e);
        }
    }

    private static void WriteMessage(ref Utf8JsonReader reader, MessageSchema schema, ProtobufWriter output, int depth)
    {
        if (depth > OtlpValidator.MaxDepth)
            throw new MalformedTelemetryException($"{schema.Name} is nested more than {OtlpValidator.MaxDepth} deep");
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var field = Named(ref reader, schema);
            reader.Read();
            if (field is null)
                reader.Skip();
            else if (reader.TokenType != JsonTokenType.Null)
                WriteField(ref reader, schema, field, output, depth);
        }
    }

    private static Field? Named(ref Utf8JsonReader reader, MessageSchema schema)
    {
        foreach (var field in schema.Fields)
            if (reader.ValueTextEquals(field.JsonName.EncodedUtf8Bytes))
                return field;
        return null;
    }

    private static void WriteField(ref Utf8JsonReader reader, MessageSchema schema, Field field, ProtobufWriter output, int depth)
    {
        if (!field.Repeated)
        {
            WriteTagged(ref reader, schema, field, output, depth);
            return;
        }
        Expect(reader.TokenType == JsonTokenType.StartArray, schema, field, "a list");
        var packed = field.Packable ? output.Begin(field.Number) : 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (field.Packable)
                WriteNumber(ref reader, schema, field, output);
            else
                WriteTagged(ref reader, schema, field, output, depth);
        }
        if (field.Packable)
            output.End(packed);
    }

    private static void WriteTagged(ref Utf8JsonReader reader, MessageSchema schema, Field field, ProtobufWriter output, int depth)
    {
        if (field.Wire != WireType.LengthDelimited)
        {
            output.Tag(field.Number, field.Wire);
            WriteNumber(ref reader, schema, field, output);
            return;
        }
        if (field.Type == FieldType.Message)
            Expect(reader.TokenType == JsonTokenType.StartObject, schema, field, "an object");
        else
            Expect(reader.TokenType == JsonTokenType.String, schema, field, "text");
        var start = output.Begin(field.Number);
        switch (field.Type)
        {
            case FieldType.Message:
                WriteMessage(ref reader, field.Message, output, depth + 1);
                break;
            case FieldType.Text:
                output.Advance(reader.CopyString(output.Room(reader.ValueSpan.Length)));
                break;
            case FieldType.Id:
                WriteHex(reader.ValueSpan, schema, field, output);
                break;
            default:
                WriteBase64(reader.ValueSpan, schema, field, output);
                break;
        }
        output.End(start);
    }

    private static void WriteHex(ReadOnlySpan<byte> text, MessageSchema schema, Field field, ProtobufWriter output)
    {
        var done = System.Convert.FromHexString(text, output.Room((text.Length / 2) + 1), out _, out var written);
        Expect(done == OperationStatus.Done, schema, field, "hexadecimal");
        output.Advance(written);
    }

    private static void WriteBase64(ReadOnlySpan<byte> text, MessageSchema schema, Field field, ProtobufWriter output)
    {
        var done = Base64.DecodeFromUtf8(text, output.Room(Base64.GetMaxDecodedFromUtf8Length(text.Length)), out _, out var written);
        Expect(done == OperationStatus.Done, schema, field, "base64");
        output.Advance(written);
    }

    private static void WriteNumber(ref Utf8JsonReader reader, MessageSchema schema, Field field, ProtobufWriter output)
    {
        switch (field.Type)
        {
            case FieldType.Bool:
                Expect(reader.TokenType is JsonTokenType.True or JsonTokenType.False, schema, field, "true or false");
                output.Varint(reader.GetBoolean() ? 1UL : 0);
                break;
            case FieldType.Double:
                output.Fixed64(BitConverter.DoubleToUInt64Bits(Double(ref reader, schema, field)));
                break;
            case FieldType.Fixed64:
                output.Fixed64((ulong)Whole(ref reader, schema, field, 0, ulong.MaxValue));
                break;
            case FieldType.SFixed64:
                output.Fixed64((ulong)(long)Whole(ref reader, schema, field, long.MinValue, long.MaxValue));
                break;
            case FieldType.Fixed32:
                output.Fixed32((uint)Whole(ref reader, schema, field, 0, uint.MaxValue));
                break;
            case FieldType.UInt32:
                output.Varint((uint)Whole(ref reader, schema, field, 0, uint.MaxValue));
                break;
            case FieldType.UInt64:
                output.Varint((ulong)Whole(ref reader, schema, field, 0, ulong.MaxValue));
                break;
            case FieldType.SInt32:
                var signed = (int)Whole(ref reader, schema, field, int.MinValue, int.MaxValue);
                output.Varint((uint)((signed << 1) ^ (signed >> 31)));
                break;
            case FieldType.Enum:
                Expect(reader.TokenType == JsonTokenType.Number, schema, field, "a number (OTLP does not take an enumeration's name)");
                output.Varint((ulong)(long)Whole(ref reader, schema, field, int.MinValue, int.MaxValue));
                break;
            default:
                output.Varint((ulong)(long)Whole(ref reader, schema, field, long.MinValue, long.MaxValue));
                break;
        }
    }

    private static Int128 Whole(ref Utf8JsonReader reader, MessageSchema schema, Field field, Int128 least, Int128 most)
    {
        Expect(reader.TokenType is JsonTokenType.Number or JsonTokenType.String, schema, field, "a number");
        // An id or a time never has more digits than this; a longer one is not worth reading.
        var text = reader.ValueSpan;
        if (text.Length > 40 || !Int128.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value))
        {
            // 1e3 and 2.0 are whole numbers too.
            var real = Double(ref reader, schema, field);
            Expect(double.IsInteger(real) && Math.Abs(real) < 1e20, schema, field, "a whole number");
            value = (Int128)real;
        }
        Expect(value >= least && value <= most, schema, field, $"between {least} and {most}");
        return value;
    }

    private static double Double(ref Utf8JsonReader reader, MessageSchema schema, Field field)
    {
        if (reader.TokenType == JsonTokenType.Number && reader.TryGetDouble(out var value))
            return value;
        Expect(reader.TokenType == JsonTokenType.String, schema, field, "a number");
        if (reader.ValueTextEquals("NaN"u8))
            return double.NaN;
        if (reader.ValueTextEquals("Infinity"u8))
            return double.PositiveInfinity;
        if (reader.ValueTextEquals("-Infinity"u8))
            return double.NegativeInfinity;
        Expect(double.TryParse(reader.ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value),
            schema, field, "a number");
        return value;
    }

    private static void Expect(bool holds, MessageSchema schema, Field field, string what)
    {
        if (!holds)
            throw new MalformedTelemetryException($"{schema.Name}.{field.Name} is not {what}");
    }
}
