namespace ClawFleet.Hosting;

/// <param name="Members">One row for each member of the plan that was asked for, in the plan's order.</param>
/// <param name="Changed">False when everything was already as planned.</param>
public sealed record UpResult(IReadOnlyList<MemberOutcome> Members, bool Changed)
{
    public bool AllHealthy => Members.All(m => m.State == MemberState.Running);

    /// <summary>Which members are not running, in one line; null when all are.</summary>
    public string? Failure => AllHealthy ? null : "not running: " + string.Join(", ", Members.Where(m => m.State != MemberState.Running).Select(m => m.Member));
}
