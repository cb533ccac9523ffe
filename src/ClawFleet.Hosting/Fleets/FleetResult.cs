namespace ClawFleet.Hosting;

public sealed record FleetResult(IReadOnlyList<MemberOutcome> Members, IReadOnlyList<string> Failures)
{
    public bool Succeeded => Failures.Count == 0;
}
