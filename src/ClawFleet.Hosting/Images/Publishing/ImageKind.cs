namespace ClawFleet.Hosting.Images;

/// <summary>What an image of the catalogue holds.</summary>
public enum ImageKind
{
    /// <summary>A runtime's own program.</summary>
    Real,

    /// <summary>The simulator in its place.</summary>
    Simulated,

    /// <summary>A service that runtimes have beside them, such as a database.</summary>
    Service,
}
