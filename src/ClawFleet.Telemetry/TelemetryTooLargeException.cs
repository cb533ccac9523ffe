namespace ClawFleet.Telemetry;

/// <summary>A request is larger than the receiver takes, as it came or after decompression.</summary>
public sealed class TelemetryTooLargeException(long limit) : Exception($"the request is larger than {limit:N0} bytes");
