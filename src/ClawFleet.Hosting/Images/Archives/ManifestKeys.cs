namespace ClawFleet.Hosting.Images.Archives;

/// <summary>Keys of an image in the <c>manifest.json</c> of <c>docker save</c>.</summary>
internal static class ManifestKeys
{
    public const string Config = "Config";
    public const string RepoTags = "RepoTags";
    public const string Layers = "Layers";
}
