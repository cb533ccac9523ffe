namespace ClawFleet.Conformance.Reporting;

/// <summary>What became of one promise for one member.</summary>
/// <param name="Promise">The test's name, as a sentence.</param>
/// <param name="Member">The member or sidecar, or empty when the promise is about the fleet.</param>
/// <param name="Result">Kept, broken or not checked.</param>
/// <param name="Reason">Why it was not checked, or the first line of what went wrong.</param>
internal sealed record Outcome(string Promise, string Member, OutcomeResult Result, string? Reason);

internal enum OutcomeResult { Kept, Broken, NotChecked }
