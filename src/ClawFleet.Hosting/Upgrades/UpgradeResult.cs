namespace ClawFleet.Hosting.Upgrades;

/// <summary>How an upgrade or a rollback ended.</summary>
/// <param name="Failure">Why it did not, one sentence; null when it did.</param>
/// <param name="LastLines">The end of the log of what failed.</param>
/// <param name="WayBack">After a failure: how what was there before is again, or why not; null after a success.</param>
/// <param name="Members">What runs now.</param>
public sealed record UpgradeResult(string? Failure, IReadOnlyList<string> LastLines, string? WayBack, IReadOnlyList<MemberOutcome> Members)
{
    public bool Succeeded => Failure is null;
}
