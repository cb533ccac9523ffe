using System.Collections.Immutable;

namespace ClawFleet.Telemetry;

/// <summary>OTLP's span kinds, by their numbers.</summary>
public enum SpanKind
{
    Unspecified = 0,
    Internal = 1,
    Server = 2,
    Client = 3,
    Producer = 4,
    Consumer = 5,
}

/// <summary>OTLP's status codes, by their numbers.</summary>
public enum SpanStatus
{
    Unset = 0,
    Ok = 1,
    Error = 2,
}

/// <summary>One span of a trace.</summary>
public sealed record Span(
    TelemetryResource Resource,
    InstrumentationScope Scope,
    ulong Sequence,
    TraceId TraceId,
    SpanId SpanId,
    SpanId ParentSpanId,
    string Name,
    SpanKind Kind,
    ulong StartUnixNano,
    ulong EndUnixNano,
    SpanStatus Status,
    string StatusMessage,
    ImmutableArray<TelemetryAttribute> Attributes,
    ImmutableArray<SpanEvent> Events,
    ImmutableArray<SpanLink> Links)
{
    public DateTimeOffset Start => UnixNano.ToTime(StartUnixNano);

    public TimeSpan Duration => UnixNano.Between(StartUnixNano, EndUnixNano);
}

/// <summary>Something that happened within a span.</summary>
public sealed record SpanEvent(ulong TimeUnixNano, string Name, ImmutableArray<TelemetryAttribute> Attributes);

/// <summary>Another span that this one has to do with.</summary>
public sealed record SpanLink(TraceId TraceId, SpanId SpanId, ImmutableArray<TelemetryAttribute> Attributes);
