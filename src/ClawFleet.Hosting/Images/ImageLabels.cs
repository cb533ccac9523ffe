namespace ClawFleet.Hosting.Images;

/// <summary>Labels on every image we build.</summary>
public static class ImageLabels
{
    /// <summary>What it is: <c>base</c>, a catalogue name, a catalogue name and <c>-simulated</c>, or <c>tool-</c> and a name.</summary>
    public const string Image = "dev.clawfleet.image";

    /// <summary>SHA-256 over everything that went in; its first 12 digits are in the tag.</summary>
    public const string ContentHash = "dev.clawfleet.content-hash";
}
