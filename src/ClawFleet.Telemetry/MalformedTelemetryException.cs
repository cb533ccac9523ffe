namespace ClawFleet.Telemetry;

/// <summary>What a client sent is not OTLP. The message says where it stops being so, in words that may be sent back.</summary>
public sealed class MalformedTelemetryException(string message, Exception? inner = null) : Exception(message, inner);
