using System.Text.Json;

namespace ClawFleet.Telemetry.Wire;

/// <summary>One field of an OTLP message: its number on the wire and its name in JSON (lowerCamelCase).</summary>
internal sealed class Field(int number, string name, FieldType type, bool repeated = false, Func<MessageSchema>? message = null)
{
    private MessageSchema? resolved;

    public int Number => number;
    public string Name => name;
    public JsonEncodedText JsonName { get; } = JsonEncodedText.Encode(name);
    public FieldType Type => type;
    public bool Repeated => repeated;

    /// <summary>The wire type of one value; a repeated number may also come packed, as <see cref="WireType.LengthDelimited"/>.</summary>
    public WireType Wire { get; } = type switch
    {
        FieldType.Message or FieldType.Text or FieldType.Bytes or FieldType.Id => WireType.LengthDelimited,
        FieldType.Fixed32 => WireType.Fixed32,
        FieldType.Fixed64 or FieldType.SFixed64 or FieldType.Double => WireType.Fixed64,
        _ => WireType.Varint,
    };

    public bool Packable => repeated && Wire != WireType.LengthDelimited;

    /// <summary>The message's schema; asked late, because values hold values.</summary>
    public MessageSchema Message => resolved ??= message!();
}
