using System.Formats.Tar;
using System.Security.Cryptography;

namespace ClawFleet.Hosting.Images.Archives;

/// <summary>One name in a layer.</summary>
/// <param name="Path">Without a slash at its beginning or end.</param>
/// <param name="Source">Where kind, mode, owner and content come from.</param>
/// <param name="SameAs">The name of the same file before it in the layer's order, or in a lower layer; null where this entry holds the content.</param>
internal sealed record LayerEntry(string Path, TarEntry Source, string? SameAs)
{
    public TarEntryType Kind => SameAs is not null ? TarEntryType.HardLink
        : Source.EntryType is TarEntryType.V7RegularFile or TarEntryType.ContiguousFile ? TarEntryType.RegularFile : Source.EntryType;

    public bool IsFile => Kind == TarEntryType.RegularFile;

    public DateTimeOffset Time => Source.ModificationTime;

    /// <summary>The content from its beginning; empty for what has none.</summary>
    public Stream Open()
    {
        if (!IsFile || Source.DataStream is not { } data)
        {
            return Stream.Null;
        }

        data.Position = 0;
        return data;
    }

    public async Task<byte[]> ReadAsync(CancellationToken ct)
    {
        using var copy = new MemoryStream();
        await Open().CopyToAsync(copy, ct).ConfigureAwait(false);
        return copy.ToArray();
    }

    /// <summary>SHA-256 of the content, in hexadecimal digits.</summary>
    public async Task<string> HashAsync(CancellationToken ct) => Convert.ToHexStringLower(await SHA256.HashDataAsync(Open(), ct).ConfigureAwait(false));
}
