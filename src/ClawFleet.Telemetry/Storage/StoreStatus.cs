using System.Collections.Immutable;

namespace ClawFleet.Telemetry;

/// <summary>What the store holds and what it could not.</summary>
/// <param name="DiskFault">Why nothing is written to disk at this moment; null when all is well or no folder was given.</param>
/// <param name="Refused">Records dropped because there were more members than <see cref="TelemetryStoreOptions.Members"/>.</param>
public sealed record StoreStatus(long Bytes, string? DiskFault, long Refused, ImmutableArray<StreamStatus> Streams);

/// <summary>One member's signal: records kept (of metrics: points), their bytes, and how many the bounds cost.</summary>
public sealed record StreamStatus(TelemetryMember Member, Signal Signal, long Records, long Bytes, long Dropped);
