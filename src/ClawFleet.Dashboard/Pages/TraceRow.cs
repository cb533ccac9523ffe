using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Pages;

/// <summary>A span in a waterfall.</summary>
/// <param name="Depth">How many spans are above it.</param>
/// <param name="Offset">Where its bar begins, 0 to 1000 of the trace's duration; <paramref name="Width"/> likewise, 2 at least.</param>
/// <param name="Tokens">Which model was given and gave how much, when the span tells: <c>m-1: 1,200 in, 80 out</c>.</param>
internal sealed record TraceRow(Span Span, int Depth, int Offset, int Width, string? Tokens);
