using System.Collections.Immutable;
using ClawFleet.Telemetry.Storage;

namespace ClawFleet.Telemetry;

/// <summary>Which traces are wanted. All conditions must hold; one that is not given always does.</summary>
public sealed record TraceQuery
{
    /// <summary>Traces that were still running at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Traces that began at or before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Service names, or <c>name/instance</c>: one of them has a span in the trace. None means all.</summary>
    public ImmutableArray<string> Members { get; init; } = [];

    /// <summary>Found in the root span's name without regard to case.</summary>
    public string? Name { get; init; }

    public TimeSpan LeastDuration { get; init; }

    /// <summary>Only traces with a span that failed.</summary>
    public bool Failed { get; init; }

    /// <summary>How many a page has; 1 to 10,000.</summary>
    public int Limit { get; init; } = 100;

    /// <summary>The page after this: <see cref="TracePage.Next"/> of the one before.</summary>
    public TraceCursor? Before { get; init; }

    internal bool Allows(TraceIndex.Trace trace) =>
        (!Failed || trace.Errors > 0)
        && (LeastDuration <= TimeSpan.Zero || UnixNano.Between(trace.Start, trace.End) >= LeastDuration)
        && (Members.IsEmpty || trace.Members.Any(m => Members.Any(m.Is)))
        && (string.IsNullOrEmpty(Name) || trace.Name.Contains(Name, StringComparison.OrdinalIgnoreCase));
}

/// <summary>A place among traces: by start, then by id.</summary>
public readonly record struct TraceCursor(ulong Start, TraceId Id);

/// <summary>Traces, newest first, and where the next page begins; null when this is the last.</summary>
public sealed record TracePage(ImmutableArray<TraceSummary> Traces, TraceCursor? Next);

/// <summary>A trace in a list. Until its root span comes, its earliest span gives <see cref="Name"/> and <see cref="Service"/>.</summary>
public sealed record TraceSummary(
    TraceId Id, string Name, string Service, bool HasRoot, ulong StartUnixNano, ulong EndUnixNano, int Spans, int Errors,
    ImmutableArray<TelemetryMember> Members)
{
    public DateTimeOffset Start => UnixNano.ToTime(StartUnixNano);

    public TimeSpan Duration => UnixNano.Between(StartUnixNano, EndUnixNano);
}
