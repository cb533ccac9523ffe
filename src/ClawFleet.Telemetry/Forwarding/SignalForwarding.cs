namespace ClawFleet.Telemetry;

/// <summary>How the forwarding of one signal goes. Counts are of spans, points and log records, and go on over restarts.</summary>
/// <param name="Endpoint">As messages name it.</param>
/// <param name="Sent">Taken by the receiver.</param>
/// <param name="QueuedBytes">Kept until the receiver takes them.</param>
/// <param name="Refused">Dropped since the receiver does not want them.</param>
/// <param name="Lost">Dropped since the store's bounds were reached before the receiver took them.</param>
/// <param name="Fault">Why nothing is taken at this moment; null when all is well.</param>
/// <param name="LastError">The last thing that went wrong, also when all is well again; null when nothing did since the start.</param>
public sealed record SignalForwarding(Signal Signal, string Endpoint, long Sent, long QueuedBytes, long Refused, long Lost, string? Fault, string? LastError);
