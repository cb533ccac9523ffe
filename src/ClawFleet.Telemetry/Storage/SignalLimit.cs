namespace ClawFleet.Telemetry;

/// <summary>How much of one signal is kept of one member, whichever is reached first. Metrics count points.</summary>
public sealed record SignalLimit(int Records, long Bytes);
