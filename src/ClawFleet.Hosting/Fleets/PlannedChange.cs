namespace ClawFleet.Hosting;

/// <summary>What an <c>up</c> would do to one container, network or volume.</summary>
/// <param name="Member">The member it is about, or null when it concerns the fleet.</param>
/// <param name="Verb"><c>create</c>, <c>replace</c>, <c>start</c>, <c>remove</c>, <c>create network</c>, …</param>
/// <param name="Target">Its name on the engine.</param>
/// <param name="Cause">Why: <c>not there</c>, <c>environment LOG_LEVEL changed</c>, <c>not in clawden.yaml</c>.</param>
public sealed record PlannedChange(string? Member, string Verb, string Target, string Cause);
