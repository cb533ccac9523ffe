namespace ClawFleet.Dashboard.Tests.Support;

/// <summary>The system's clock, later by as much as a test says.</summary>
internal sealed class LateClock : TimeProvider
{
    public TimeSpan Late { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Late;
}
