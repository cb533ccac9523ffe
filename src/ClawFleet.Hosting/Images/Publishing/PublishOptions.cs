namespace ClawFleet.Hosting.Images;

/// <summary>How images are made for a registry.</summary>
/// <param name="Registry">Host and path before the images' names: <c>ghcr.io/team</c>.</param>
public sealed record PublishOptions(string Registry)
{
    /// <summary>The prefix of images that are for no registry yet.</summary>
    public const string NoRegistry = "clawfleet";

    /// <summary>The processor, <c>amd64</c> say, that the tag is to end with, so that the images of several lie beside each other; null for a tag that is the version alone.</summary>
    public string? TaggedArchitecture { get; init; }

    /// <summary>Run every build step again, and take no image as it is.</summary>
    public bool NoCache { get; init; }

    /// <summary>Where the sources are, for the label <c>org.opencontainers.image.source</c>; part of what decides the digest.</summary>
    public string? Source { get; init; }

    /// <summary>Which state of them, for the label <c>org.opencontainers.image.revision</c>; part of what decides the digest.</summary>
    public string? Revision { get; init; }

    /// <summary>Folder for an SPDX document of each image; null for none.</summary>
    public string? SbomFolder { get; init; }

    /// <summary>What an image is called: <c>ghcr.io/team/zeroclaw:0.8.4</c>.</summary>
    public string ReferenceOf(CatalogueImage image) => $"{Registry}/{image.Name}:{RecipeBook.TagText(image.Version)}{(TaggedArchitecture is null ? "" : "-" + TaggedArchitecture)}";
}
