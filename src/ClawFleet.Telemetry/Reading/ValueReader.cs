using System.Collections.Immutable;
using System.Text;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Reading;

/// <summary>Attributes and values out of validated protobuf.</summary>
internal static class ValueReader
{
    public static string Text(ref ProtobufReader reader)
    {
        var bytes = reader.ReadBytes();
        return bytes.Length == 0 ? "" : Encoding.UTF8.GetString(bytes);
    }

    public static TelemetryAttribute Attribute(ProtobufReader reader)
    {
        var key = "";
        var value = AnyValue.Empty;
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
                key = Text(ref reader);
            else if (field == 2)
                value = Value(reader.ReadMessage());
            else
                reader.Skip(wire);
        }
        return new TelemetryAttribute(key, value);
    }

    public static AnyValue Value(ProtobufReader reader)
    {
        var value = AnyValue.Empty;
        while (reader.ReadTag(out var field, out var wire))
        {
            switch (field)
            {
                case 1:
                    value = new TextValue(Text(ref reader));
                    break;
                case 2:
                    value = new BoolValue(reader.ReadVarint() != 0);
                    break;
                case 3:
                    value = new WholeValue((long)reader.ReadVarint());
                    break;
                case 4:
                    value = new RealValue(reader.ReadDouble());
                    break;
                case 5:
                    value = List(reader.ReadMessage());
                    break;
                case 6:
                    value = new MapValue(Attributes(reader.ReadMessage(), 1));
                    break;
                case 7:
                    value = new BytesValue(reader.ReadBytes().ToArray());
                    break;
                default:
                    reader.Skip(wire);
                    break;
            }
        }
        return value;
    }

    /// <summary>All attributes that a message has under one field number.</summary>
    public static ImmutableArray<TelemetryAttribute> Attributes(ProtobufReader reader, int number)
    {
        var found = ImmutableArray.CreateBuilder<TelemetryAttribute>();
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == number)
                found.Add(Attribute(reader.ReadMessage()));
            else
                reader.Skip(wire);
        }
        return found.DrainToImmutable();
    }

    private static ListValue List(ProtobufReader reader)
    {
        var items = ImmutableArray.CreateBuilder<AnyValue>();
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
                items.Add(Value(reader.ReadMessage()));
            else
                reader.Skip(wire);
        }
        return new ListValue(items.DrainToImmutable());
    }
}
