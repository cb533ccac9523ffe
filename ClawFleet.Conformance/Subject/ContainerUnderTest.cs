namespace ClawFleet.Conformance.Subject;

/// <summary>One container of the fleet as the suite names it.</summary>
/// <param name="Name">The container's name without the fleet's: <c>openclaw</c>, <c>ironclaw-postgres</c>.</param>
/// <param name="ContainerName">Its name on the engine.</param>
/// <param name="Member">The member it belongs to.</param>
/// <param name="Runtime">Name in the catalogue.</param>
/// <param name="IsSidecar">Whether it serves a member and is none itself.</param>
/// <param name="Simulated">Whether a simulator stands in for the upstream program.</param>
internal sealed record ContainerUnderTest(string Name, string ContainerName, string Member, string Runtime, bool IsSidecar, bool Simulated);
