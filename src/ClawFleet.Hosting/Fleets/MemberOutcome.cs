namespace ClawFleet.Hosting;

/// <param name="Changed">False when the member was already as planned.</param>
/// <param name="TimeToHealthy">From the start of the container to its first healthy answer; null when nothing was started.</param>
/// <param name="Failure">Why it is not running, one sentence.</param>
/// <param name="LastLines">The end of its log, when it failed.</param>
public sealed record MemberOutcome(
    string Member, string Runtime, MemberState State, bool Simulated, string? Address, bool Changed, string? Cause, TimeSpan? TimeToHealthy, string? Failure,
    IReadOnlyList<string> LastLines);
