using System.Collections.Immutable;
using System.Globalization;

namespace ClawFleet.Telemetry;

/// <summary>A value as OTLP has it: of an attribute, of a log record's body.</summary>
public abstract record AnyValue
{
    /// <summary>No value at all.</summary>
    public static AnyValue Empty { get; } = new EmptyValue();

    /// <summary>The value as a person reads it: text as it is, lists and maps as JSON-like text, bytes in base64.</summary>
    public abstract override string ToString();
}

public sealed record EmptyValue : AnyValue
{
    public override string ToString() => "";
}

public sealed record TextValue(string Text) : AnyValue
{
    public override string ToString() => Text;
}

public sealed record BoolValue(bool Value) : AnyValue
{
    public override string ToString() => Value ? "true" : "false";
}

public sealed record WholeValue(long Value) : AnyValue
{
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

public sealed record RealValue(double Value) : AnyValue
{
    public override string ToString() => Value.ToString("R", CultureInfo.InvariantCulture);
}

public sealed record BytesValue(ReadOnlyMemory<byte> Bytes) : AnyValue
{
    public override string ToString() => Convert.ToBase64String(Bytes.Span);
}

public sealed record ListValue(ImmutableArray<AnyValue> Items) : AnyValue
{
    public override string ToString() => $"[{string.Join(", ", Items)}]";
}

public sealed record MapValue(ImmutableArray<TelemetryAttribute> Items) : AnyValue
{
    public override string ToString() => $"{{{string.Join(", ", Items.Select(i => $"{i.Key}: {i.Value}"))}}}";
}

/// <summary>A name and its value.</summary>
public sealed record TelemetryAttribute(string Key, AnyValue Value);
