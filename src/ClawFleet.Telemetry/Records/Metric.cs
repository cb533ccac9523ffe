using System.Collections.Immutable;

namespace ClawFleet.Telemetry;

/// <summary>What an instrument measures, by the field that holds its points.</summary>
public enum InstrumentKind
{
    None,
    Gauge,
    Sum,
    Histogram,
    ExponentialHistogram,
    Summary,
}

/// <summary>OTLP's aggregation temporality, by its numbers: whether a point counts since the last one or since the start.</summary>
public enum Temporality
{
    Unspecified = 0,
    Delta = 1,
    Cumulative = 2,
}

/// <summary>An instrument of a member.</summary>
public sealed record Instrument(
    TelemetryMember Member, string Scope, string Name, string Description, string Unit, InstrumentKind Kind, Temporality Temporality, bool Monotonic);

/// <summary>One export of an instrument: its points of one moment.</summary>
public sealed record Metric(Instrument Instrument, ulong Sequence, ImmutableArray<MetricPoint> Points);

/// <summary>A point: when, for which attributes, since when (0 when the instrument does not say).</summary>
public abstract record MetricPoint(
    ulong TimeUnixNano, ulong StartUnixNano, ImmutableArray<TelemetryAttribute> Attributes, ImmutableArray<Exemplar> Exemplars)
{
    public DateTimeOffset Time => UnixNano.ToTime(TimeUnixNano);
}

/// <summary>A measurement kept with a point, and the span that it was made in.</summary>
public sealed record Exemplar(ulong TimeUnixNano, double Value, TraceId TraceId, SpanId SpanId);

/// <summary>A gauge's or a sum's point.</summary>
public sealed record NumberPoint(
    ulong TimeUnixNano, ulong StartUnixNano, ImmutableArray<TelemetryAttribute> Attributes, ImmutableArray<Exemplar> Exemplars, double Value)
    : MetricPoint(TimeUnixNano, StartUnixNano, Attributes, Exemplars);

/// <summary>A histogram's point: one more count than bounds; the last is of what lies above all bounds.</summary>
public sealed record HistogramPoint(
    ulong TimeUnixNano, ulong StartUnixNano, ImmutableArray<TelemetryAttribute> Attributes, ImmutableArray<Exemplar> Exemplars,
    ulong Count, double Sum, double? Least, double? Most, ImmutableArray<double> Bounds, ImmutableArray<ulong> Counts)
    : MetricPoint(TimeUnixNano, StartUnixNano, Attributes, Exemplars);

/// <summary>Counts of an exponential histogram, of bucket <see cref="Offset"/> and those after it.</summary>
public sealed record ExponentialBuckets(int Offset, ImmutableArray<ulong> Counts)
{
    public static ExponentialBuckets None { get; } = new(0, []);
}

/// <summary>An exponential histogram's point: bucket i is of values above base^i up to base^(i+1), base = 2^(2^-scale).</summary>
public sealed record ExponentialHistogramPoint(
    ulong TimeUnixNano, ulong StartUnixNano, ImmutableArray<TelemetryAttribute> Attributes, ImmutableArray<Exemplar> Exemplars,
    ulong Count, double Sum, double? Least, double? Most, int Scale, ulong ZeroCount, ExponentialBuckets Positive, ExponentialBuckets Negative)
    : MetricPoint(TimeUnixNano, StartUnixNano, Attributes, Exemplars);

/// <summary>A summary's point: quantiles (0 to 1) that the client computed.</summary>
public sealed record SummaryPoint(
    ulong TimeUnixNano, ulong StartUnixNano, ImmutableArray<TelemetryAttribute> Attributes, ulong Count, double Sum,
    ImmutableArray<Quantile> Quantiles)
    : MetricPoint(TimeUnixNano, StartUnixNano, Attributes, []);

public sealed record Quantile(double At, double Value);
