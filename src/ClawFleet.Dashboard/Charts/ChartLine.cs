using System.Collections.Immutable;

namespace ClawFleet.Dashboard.Charts;

/// <summary>A line of a chart: its name, and its values by time, oldest first.</summary>
internal sealed record ChartLine(string Name, ImmutableArray<(DateTimeOffset Time, double Value)> Points);
