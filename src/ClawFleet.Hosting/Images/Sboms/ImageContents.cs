using System.Text;
using ClawFleet.Hosting.Images.Archives;

namespace ClawFleet.Hosting.Images.Sboms;

/// <summary>What is in an image by the word of its package managers, read from its layers: nothing is installed or run in it.</summary>
internal static class ImageContents
{
    private const string DpkgStatus = "var/lib/dpkg/status";

    private const string Removed = ".wh.";
    private const string FolderEmptied = ".wh..wh..opq";

    /// <returns>Each once, however often it lies there; sorted by kind, name and version.</returns>
    public static async Task<IReadOnlyList<SbomPackage>> ReadAsync(NormalImage image, CancellationToken ct)
    {
        var labels = NormalImage.Labels(image.Config);
        // What is found at a path; a layer replaces and removes what those below it have.
        var found = new SortedDictionary<string, IReadOnlyList<SbomPackage>>(StringComparer.Ordinal);
        for (var i = 0; i < image.Layers.Count; i++)
        {
            await using var layer = await image.OpenLayerAsync(i, ct).ConfigureAwait(false);
            foreach (var entry in layer.Entries.Where(e => Name(e.Path).StartsWith(Removed, StringComparison.Ordinal)))
            {
                Remove(found, entry.Path);
            }

            foreach (var entry in layer.Entries)
            {
                if (await PackagesAsync(entry, labels, ct).ConfigureAwait(false) is { } packages)
                {
                    found[entry.Path] = packages;
                }
            }
        }

        return [.. found.Values.SelectMany(p => p).Concat(Upstream(labels)).DistinctBy(p => (p.Kind, p.Name, p.Version))
            .OrderBy(p => p.Kind, StringComparer.Ordinal).ThenBy(p => p.Name, StringComparer.Ordinal).ThenBy(p => p.Version, StringComparer.Ordinal)];
    }

    private static async Task<IReadOnlyList<SbomPackage>?> PackagesAsync(LayerEntry entry, IReadOnlyDictionary<string, string> labels, CancellationToken ct)
    {
        if (!entry.IsFile)
        {
            return null;
        }

        if (entry.Path == DpkgStatus)
        {
            return [.. DebianPackages.Read(Encoding.UTF8.GetString(await entry.ReadAsync(ct).ConfigureAwait(false)), DebianImage.Suite)];
        }

        if (NpmPackage.IsDescription(entry.Path))
        {
            return NpmPackage.Read(await entry.ReadAsync(ct).ConfigureAwait(false)) is { } package ? [package] : [];
        }

        if (PythonPackage.IsDescription(entry.Path))
        {
            return PythonPackage.Read(Encoding.UTF8.GetString(await entry.ReadAsync(ct).ConfigureAwait(false))) is { } package ? [package] : [];
        }

        return Program(entry.Path, labels) is { } program ? [program with { Sha256 = await entry.HashAsync(ct).ConfigureAwait(false) }] : null;
    }

    /// <summary>Programs that no package manager knows: ours.</summary>
    private static SbomPackage? Program(string path, IReadOnlyDictionary<string, string> labels)
    {
        var version = labels.GetValueOrDefault(ImageLabels.Version, "unknown");
        return path == "usr/local/bin/clawinit" ? new SbomPackage("program", "clawinit", version, null) { Comment = "ClawFleet's entrypoint: one file, with the .NET runtime in it" }
            : labels.GetValueOrDefault(ImageLabels.Simulated) == "true" && path == "usr/local/bin/" + labels.GetValueOrDefault(ImageLabels.Runtime)
                ? new SbomPackage("program", "clawsim", version, null) { Comment = $"ClawFleet's simulator in the place of {labels[ImageLabels.Runtime]}: one file, with the .NET runtime in it" }
            : null;
    }

    /// <summary>What was copied out of upstream's image; nothing in the image itself says so.</summary>
    private static IEnumerable<SbomPackage> Upstream(IReadOnlyDictionary<string, string> labels)
    {
        if (!labels.TryGetValue(ImageLabels.Upstream, out var upstream))
        {
            yield break;
        }

        // REFERENCE@DIGEST, or REFERENCE (ID) of an image that no registry gave a digest.
        var at = upstream.IndexOf('@', StringComparison.Ordinal);
        var (reference, digest) = at < 0 ? (upstream.Split(' ')[0], null) : (upstream[..at], upstream[(at + 1)..]);
        var colon = reference.LastIndexOf(':');
        var (repository, tag) = colon > reference.LastIndexOf('/') ? (reference[..colon], reference[(colon + 1)..]) : (reference, "latest");
        // purl-spec, type oci: the name is the last part of the repository, the version a digest.
        var url = digest is null ? null : $"pkg:oci/{repository[(repository.LastIndexOf('/') + 1)..].ToLowerInvariant()}@{Uri.EscapeDataString(digest)}?repository_url={repository}&tag={tag}";
        yield return new SbomPackage("oci", labels.GetValueOrDefault(ImageLabels.Runtime, labels[ImageLabels.Image]), labels.GetValueOrDefault(ImageLabels.RuntimeVersion, tag), url) { Comment = $"copied from {upstream}" };
    }

    private static void Remove(SortedDictionary<string, IReadOnlyList<SbomPackage>> found, string whiteout)
    {
        var folder = whiteout.Contains('/', StringComparison.Ordinal) ? whiteout[..(whiteout.LastIndexOf('/') + 1)] : "";
        var name = Name(whiteout);
        var gone = name == FolderEmptied ? folder : folder + name[Removed.Length..];
        foreach (var path in found.Keys.Where(p => name == FolderEmptied ? p.StartsWith(gone, StringComparison.Ordinal) : p == gone || p.StartsWith(gone + "/", StringComparison.Ordinal)).ToList())
        {
            found.Remove(path);
        }
    }

    private static string Name(string path) => path[(path.LastIndexOf('/') + 1)..];
}
