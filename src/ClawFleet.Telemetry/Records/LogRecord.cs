using System.Collections.Immutable;

namespace ClawFleet.Telemetry;

/// <summary>A log record. Severity numbers are OTLP's: 1–4 trace, 5–8 debug, 9–12 information, 13–16 warning, 17–20 error, 21–24 fatal.</summary>
public sealed record LogRecord(
    TelemetryResource Resource,
    InstrumentationScope Scope,
    ulong Sequence,
    ulong TimeUnixNano,
    int Severity,
    string SeverityText,
    AnyValue Body,
    string EventName,
    TraceId TraceId,
    SpanId SpanId,
    ImmutableArray<TelemetryAttribute> Attributes)
{
    public DateTimeOffset Time => UnixNano.ToTime(TimeUnixNano);
}
