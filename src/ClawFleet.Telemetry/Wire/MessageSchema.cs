namespace ClawFleet.Telemetry.Wire;

/// <summary>The fields of one OTLP message. One table serves validation, JSON to protobuf and protobuf to JSON.</summary>
internal sealed class MessageSchema
{
    private readonly Field?[] byNumber;

    public MessageSchema(string name, params Field[] fields)
    {
        Name = name;
        Fields = fields;
        byNumber = new Field?[fields.Max(f => f.Number) + 1];
        foreach (var field in fields)
            byNumber[field.Number] = field;
    }

    public string Name { get; }
    public IReadOnlyList<Field> Fields { get; }

    /// <summary>The field with that number; null when this table does not know it, as with a newer client.</summary>
    public Field? Find(int number) => (uint)number < (uint)byNumber.Length ? byNumber[number] : null;
}
