using System.Formats.Tar;

namespace ClawFleet.Hosting.Images.Archives;

/// <summary>
/// The entries of one layer, in an order of ours: by path, a folder before what is in it. Of a file that has several names the first holds the content, and
/// the others are links to it. What is read of an entry comes from the tar below, which stays open.
/// </summary>
internal sealed class LayerTree : IAsyncDisposable
{
    private readonly Stream _file;
    private readonly TarReader _tar;

    private LayerTree(Stream file, TarReader tar, IReadOnlyList<LayerEntry> entries)
    {
        _file = file;
        _tar = tar;
        Entries = entries;
    }

    public IReadOnlyList<LayerEntry> Entries { get; }

    /// <param name="tar">Seekable; this tree closes it.</param>
    /// <exception cref="InvalidDataException">The tar is broken, or holds what a layer of ours may not have.</exception>
    public static async Task<LayerTree> ReadAsync(Stream tar, CancellationToken ct)
    {
        var reader = new TarReader(tar, leaveOpen: true);
        var found = new Dictionary<string, TarEntry>(StringComparer.Ordinal);
        while (await reader.GetNextEntryAsync(copyData: false, ct).ConfigureAwait(false) is { } entry)
        {
            if (entry.EntryType is TarEntryType.GlobalExtendedAttributes)
            {
                continue;
            }

            var path = Normal(entry.Name);
            Check(entry, path);
            if (path.Length > 0)
            {
                found[path] = entry;
            }
        }

        return new LayerTree(tar, reader, [.. Linked(found).OrderBy(e => e.Path, PathOrder.Instance)]);
    }

    public async ValueTask DisposeAsync()
    {
        await _tar.DisposeAsync().ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private static IEnumerable<LayerEntry> Linked(Dictionary<string, TarEntry> found)
    {
        var names = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach (var (path, entry) in found)
        {
            var content = entry.EntryType == TarEntryType.HardLink ? Content(found, path) : path;
            (names.TryGetValue(content, out var known) ? known : names[content] = []).Add(path);
        }

        foreach (var (content, paths) in names)
        {
            var first = paths.Min(PathOrder.Instance)!;
            // A link to a file of a lower layer stays one.
            var held = found.TryGetValue(content, out var source) && source.EntryType != TarEntryType.HardLink;
            foreach (var path in paths)
            {
                yield return !held ? new LayerEntry(path, found[path], content) : path == first ? new LayerEntry(path, source!, null) : new LayerEntry(path, source!, first);
            }
        }
    }

    /// <summary>Where the content of a link lies, through links to links.</summary>
    private static string Content(Dictionary<string, TarEntry> found, string path)
    {
        for (var steps = 0; steps <= found.Count; steps++)
        {
            if (!found.TryGetValue(path, out var entry) || entry.EntryType != TarEntryType.HardLink)
            {
                return path;
            }

            path = Normal(entry.LinkName);
        }

        throw new InvalidDataException($"the link {path} leads to itself");
    }

    /// <summary>A tar that is made anew must hold everything that the old one did.</summary>
    private static void Check(TarEntry entry, string path)
    {
        if (entry is PaxTarEntry pax && pax.ExtendedAttributes.Keys.FirstOrDefault(k => k.StartsWith("SCHILY.xattr.", StringComparison.Ordinal)) is { } attribute)
        {
            throw new InvalidDataException($"/{path} has the extended attribute {attribute["SCHILY.xattr.".Length..]}; a file capability gives privileges, which no image of ClawFleet may: remove it in the Dockerfile (setcap -r)");
        }

        if (path.Contains('\uFFFD', StringComparison.Ordinal) || entry.LinkName.Contains('\uFFFD', StringComparison.Ordinal))
        {
            throw new InvalidDataException($"the name /{path} is not UTF-8");
        }

        if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile or TarEntryType.Directory or TarEntryType.SymbolicLink
            or TarEntryType.HardLink or TarEntryType.CharacterDevice or TarEntryType.BlockDevice or TarEntryType.Fifo))
        {
            throw new InvalidDataException($"/{path} is of a kind that is not known here ({entry.EntryType})");
        }
    }

    private static string Normal(string name) => string.Join('/', name.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(p => p != "."));
}
