namespace ClawFleet.Model.Catalogue;

/// <summary>Where a runtime comes from.</summary>
public enum CatalogueOrigin
{
    /// <summary>ClawFleet's own <c>runtimes/</c>.</summary>
    BuiltIn,

    /// <summary>The folder <c>runtimes/</c> beside the fleet file.</summary>
    Project,

    /// <summary><c>~/.clawden/runtimes</c>.</summary>
    User,
}

/// <summary>A folder of runtimes.</summary>
/// <param name="Folder">Absolute.</param>
public sealed record CatalogueRoot(string Folder, CatalogueOrigin Origin);
