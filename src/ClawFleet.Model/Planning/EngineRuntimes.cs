using System.Collections.Immutable;

namespace ClawFleet.Model.Planning;

/// <summary>The OCI runtimes an engine has.</summary>
/// <param name="Engine">The engine's product and version, for messages.</param>
/// <param name="Names">As the engine lists them.</param>
/// <param name="ChosenPerContainer">Whether the engine's API can name one for a container; Podman's takes the name and does not use it.</param>
public sealed record EngineRuntimes(string Engine, ImmutableArray<string> Names, bool ChosenPerContainer);
