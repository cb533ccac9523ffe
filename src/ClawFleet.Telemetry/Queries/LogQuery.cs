using System.Collections.Immutable;

namespace ClawFleet.Telemetry;

/// <summary>Which log records are wanted. All conditions must hold; one that is not given always does.</summary>
public sealed record LogQuery
{
    /// <summary>From this time on.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Up to and with this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>OTLP's severity number: 9 for information and above, 13 for warnings and above, 17 for errors and above.</summary>
    public int LeastSeverity { get; init; }

    /// <summary>Service names, or <c>name/instance</c>; none means all.</summary>
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>Found, without regard to case, in the texts of the body, of the attributes' values or of the event's name.</summary>
    public string? Text { get; init; }

    /// <summary>The name of the instrumentation scope that made the record; null for any.</summary>
    public string? Scope { get; init; }

    public ImmutableArray<AttributeFilter> Attributes { get; init; } = [];

    public TraceId? TraceId { get; init; }

    public SpanId? SpanId { get; init; }

    /// <summary>How many a page has; 1 to 10,000.</summary>
    public int Limit { get; init; } = 200;

    /// <summary>The page after this: <see cref="LogPage.Next"/> of the one before.</summary>
    public LogCursor? Before { get; init; }
}

/// <summary>A place among log records: by time, and by arrival within one time.</summary>
public readonly record struct LogCursor(ulong TimeUnixNano, ulong Sequence);

/// <summary>Log records, newest first, and where the next page begins; null when this is the last.</summary>
public sealed record LogPage(ImmutableArray<LogRecord> Records, LogCursor? Next);
