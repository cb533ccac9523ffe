namespace ClawFleet.Hosting.Images;

/// <summary>Labels on every image we build.</summary>
public static class ImageLabels
{
    /// <summary>What it is: <c>base</c>, a catalogue name, a catalogue name and <c>-simulated</c>, or <c>tool-</c> and a name.</summary>
    public const string Image = "dev.clawfleet.image";

    /// <summary>SHA-256 over everything that went in; its first 12 digits are in the tag.</summary>
    public const string ContentHash = "dev.clawfleet.content-hash";

    /// <summary><c>true</c> where the simulator stands in for upstream's program.</summary>
    public const string Simulated = "dev.clawfleet.simulated";

    /// <summary>The catalogue name of the runtime inside.</summary>
    public const string Runtime = "dev.clawfleet.image.runtime";

    /// <summary>On published images: the id of the Debian image at the bottom.</summary>
    public const string Debian = "dev.clawfleet.debian";

    /// <summary>On published images: the image that upstream's program was copied from, with its digest where a registry gave it one, else with its id.</summary>
    public const string Upstream = "dev.clawfleet.upstream";

    /// <summary>On published images: the ClawFleet that made it.</summary>
    public const string Version = "dev.clawfleet.version";

    internal const string Title = "org.opencontainers.image.title";
    internal const string RuntimeVersion = "org.opencontainers.image.version";
    internal const string Created = "org.opencontainers.image.created";
    internal const string Source = "org.opencontainers.image.source";
    internal const string Revision = "org.opencontainers.image.revision";
    internal const string BaseName = "org.opencontainers.image.base.name";
    internal const string BaseDigest = "org.opencontainers.image.base.digest";
}
