namespace ClawFleet.Telemetry.Wire;

/// <summary>How protobuf writes a value. 3 and 4 (groups) do not occur in OTLP and are refused.</summary>
internal enum WireType
{
    Varint = 0,
    Fixed64 = 1,
    LengthDelimited = 2,
    Fixed32 = 5,
}
