namespace ClawFleet.Engine.Http;

/// <summary>What one <c>/_ping</c> tells of the engine.</summary>
/// <param name="Version">The version in use: ours or the engine's newest, whichever is older.</param>
/// <param name="IsPodman">Podman says so in a header of its own.</param>
internal sealed record EngineIdentity(ApiVersion Version, bool IsPodman)
{
    public string VersionText { get; } = Version.ToString();
}
