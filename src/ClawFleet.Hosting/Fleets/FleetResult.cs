namespace ClawFleet.Hosting;

public sealed record FleetResult(IReadOnlyList<MemberOutcome> Members, IReadOnlyList<string> Failures)
{
    public bool Succeeded => Failures.Count == 0;

    /// <summary>What failed, in one line; null when nothing did.</summary>
    public string? Failure => Succeeded ? null : string.Join("; ", Failures);
}
