using System.Collections.Immutable;

namespace ClawFleet.Telemetry;

/// <summary>Which points of one instrument are wanted.</summary>
public sealed record MetricQuery
{
    public required string Instrument { get; init; }

    /// <summary>The instrument's scope (its meter's name); null means any.</summary>
    public string? Scope { get; init; }

    /// <summary>Service names, or <c>name/instance</c>; none means all.</summary>
    public ImmutableArray<string> Members { get; init; } = [];

    public DateTimeOffset? From { get; init; }

    public DateTimeOffset? To { get; init; }

    /// <summary>Attributes of a point that must have these values.</summary>
    public ImmutableArray<AttributeFilter> Attributes { get; init; } = [];
}

/// <summary>An instrument's points for one set of attributes, oldest first.</summary>
public sealed record MetricSeries(Instrument Instrument, ImmutableArray<TelemetryAttribute> Attributes, ImmutableArray<MetricPoint> Points);

/// <summary>An attribute that an instrument's points have, and the values it took.</summary>
public sealed record MetricDimension(string Key, ImmutableArray<string> Values);
