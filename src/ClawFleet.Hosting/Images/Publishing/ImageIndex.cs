using ClawFleet.Engine;
using ClawFleet.Engine.Registries;

namespace ClawFleet.Hosting.Images;

/// <summary>Puts the images that were pushed for several platforms under the version's own name, so that every machine pulls the one for its processor.</summary>
public static class ImageIndex
{
    private static readonly string[] Architectures = ["amd64", "arm64"];

    /// <returns>What they are called together, the digest of the whole, and the platforms in it.</returns>
    /// <exception cref="EngineException">None is there, they were made from different states of the sources, or the registry does not take it.</exception>
    public static async Task<(string Reference, string Digest, IReadOnlyList<string> Platforms)> PushAsync(RegistryClient registry, CatalogueImage image, PublishOptions how, CancellationToken ct)
    {
        var reference = how.ReferenceOf(image);
        var found = new List<RegistryManifest>();
        foreach (var architecture in Architectures)
        {
            if (await registry.FindAsync((how with { TaggedArchitecture = architecture }).ReferenceOf(image), ct).ConfigureAwait(false) is { } manifest)
            {
                found.Add(manifest);
            }
        }

        if (found.Count == 0)
        {
            throw new EngineException(EngineErrorKind.NotFound, $"The registry has {reference} for no platform: push it with --platform linux/{string.Join(" or linux/", Architectures)} first.");
        }

        var revisions = found.Select(f => f.Labels.GetValueOrDefault(ImageLabels.Revision, "none")).Distinct(StringComparer.Ordinal).ToList();
        if (revisions.Count > 1)
        {
            throw new EngineException(EngineErrorKind.Conflict, $"{reference} would hold different things for different platforms: the images name the revisions {string.Join(" and ", revisions)}; push them from one.");
        }

        return (reference, await registry.PutIndexAsync(reference, found, ct).ConfigureAwait(false), [.. found.Select(f => $"{f.Os}/{f.Architecture}")]);
    }
}
