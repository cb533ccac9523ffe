namespace ClawFleet.Dashboard.Charts;

/// <summary>A mark on an axis: where, in the chart's units, and what stands there.</summary>
internal sealed record ChartTick(double At, string Label);
