namespace ClawFleet.Telemetry.Wire;

/// <summary>The field types that occur in OTLP, and <see cref="Id"/>: bytes which OTLP's JSON writes as hexadecimal, not base64.</summary>
internal enum FieldType
{
    Message,
    Text,
    Bytes,
    Id,
    Bool,
    Enum,
    UInt32,
    UInt64,
    Int64,
    SInt32,
    Fixed32,
    Fixed64,
    SFixed64,
    Double,
}
