namespace ClawFleet.Hosting.Images;

/// <summary>An image that the catalogue knows to build.</summary>
public sealed record CatalogueImage
{
    internal CatalogueImage(ImageRecipe recipe, string version, ImageKind kind) => (Recipe, Version, Kind) = (recipe, version, kind);

    /// <summary>The runtime's name, or that and <c>-simulated</c>.</summary>
    public string Name => Recipe.Name;

    /// <summary>Of the runtime, as the catalogue pins it.</summary>
    public string Version { get; }

    public ImageKind Kind { get; }

    /// <summary>What members of fleets on this machine run.</summary>
    public string LocalReference => Recipe.Reference;

    /// <summary>SHA-256 over everything that it is made of.</summary>
    public string ContentHash => Recipe.ContentHash;

    internal ImageRecipe Recipe { get; }
}
