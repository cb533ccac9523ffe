using System.Collections.Immutable;

namespace ClawFleet.Telemetry;

/// <summary>What sent a record, in its own words.</summary>
public sealed record TelemetryResource(TelemetryMember Member, ImmutableArray<TelemetryAttribute> Attributes);

/// <summary>Which library within it made the record.</summary>
public sealed record InstrumentationScope(string Name, string Version, ImmutableArray<TelemetryAttribute> Attributes);
