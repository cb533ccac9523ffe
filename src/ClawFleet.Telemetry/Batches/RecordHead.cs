namespace ClawFleet.Telemetry.Batches;

/// <summary>
/// What the store's index keeps of a record. <see cref="Time"/> is a span's start, a log record's time, a metric's latest point.
/// <see cref="High"/> and <see cref="Low"/> are the trace id; of a metric, the hash of its name and its earliest point's time.
/// <see cref="Level"/> is a log record's severity or a span's status. <see cref="Points"/> is what counts against the bound.
/// </summary>
internal readonly record struct RecordHead(ulong Time, ulong High, ulong Low, byte Level, int Points);
