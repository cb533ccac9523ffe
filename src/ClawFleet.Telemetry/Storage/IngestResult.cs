namespace ClawFleet.Telemetry;

/// <summary>What became of a request's records (of metrics: <see cref="Rejected"/> counts points).</summary>
public sealed record IngestResult(long Accepted, long Rejected, string? Why);
