using ClawFleet.Model.Catalogue;

namespace ClawFleet.Hosting.Images;

/// <summary>An image that the catalogue knows to build.</summary>
public sealed record CatalogueImage
{
    /// <param name="entry">What is in it, in the version that it is made of.</param>
    internal CatalogueImage(CatalogueEntry entry, ImageRecipe recipe, ImageKind kind) => (Entry, Recipe, Kind) = (entry, recipe, kind);

    /// <summary>The runtime's name, or that and <c>-simulated</c>.</summary>
    public string Name => Recipe.Name;

    /// <summary>Of the runtime: the catalogue's, or another one that was asked for.</summary>
    public string Version => Entry.Version;

    public ImageKind Kind { get; }

    /// <summary>What members of fleets on this machine run.</summary>
    public string LocalReference => Recipe.Reference;

    /// <summary>SHA-256 over everything that it is made of.</summary>
    public string ContentHash => Recipe.ContentHash;

    internal CatalogueEntry Entry { get; }

    internal ImageRecipe Recipe { get; }
}
