namespace ClawFleet.Telemetry;

/// <summary>What OTLP carries here: each signal has its own path, its own bounds and its own files.</summary>
public enum Signal
{
    Traces,
    Metrics,
    Logs,
}
