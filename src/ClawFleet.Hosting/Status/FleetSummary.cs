namespace ClawFleet.Hosting;

/// <param name="Source">Absolute path of the file it came from, or <c>&lt;run&gt;</c>.</param>
/// <param name="Members">Members (not sidecars) that have a container.</param>
/// <param name="Running">Those of them whose container runs.</param>
public sealed record FleetSummary(string Name, string Source, int Members, int Running);
