using System.Formats.Tar;
using System.IO.Compression;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images.Archives;

/// <summary>An image as an engine saved it, laid out in a folder: its configuration, and a tar for each layer, the lowest first.</summary>
/// <param name="Config">The image's configuration as the engine wrote it (OCI image specification, config).</param>
/// <param name="Layers">Files; a layer may be compressed with gzip.</param>
internal sealed record SavedImage(JsonObject Config, IReadOnlyList<string> Layers)
{
    /// <summary>Reads the archive of <c>docker save</c>: Docker's and Podman's layouts, and the OCI layout that newer engines write, have one <c>manifest.json</c>.</summary>
    /// <param name="folder">Exists and is empty; the caller removes it.</param>
    /// <exception cref="EngineException">The engine fails, or its archive is not understood.</exception>
    public static async Task<SavedImage> ReadAsync(IContainerEngine engine, string reference, string folder, CancellationToken ct)
    {
        await using var archive = await engine.SaveImageAsync(reference, ct).ConfigureAwait(false);
        try
        {
            return Open(await UnpackAsync(archive, folder, ct).ConfigureAwait(false));
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new EngineException(EngineErrorKind.EngineFault, $"The engine's archive of image {reference} is not understood: {e.Message.TrimEnd('.')}.", e);
        }
    }

    /// <summary>A layer's tar, uncompressed; seekable.</summary>
    public static async Task<Stream> OpenLayerAsync(string path, CancellationToken ct)
    {
        var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, FileOptions.Asynchronous);
        var magic = new byte[4];
        var read = await file.ReadAtLeastAsync(magic, magic.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        file.Position = 0;
        if (read < 4 || !(magic is [0x1f, 0x8b, ..]))
        {
            return magic is [0x28, 0xb5, 0x2f, 0xfd] ? throw new InvalidDataException("a layer is compressed with zstd, which is not read here") : file;
        }

        // The tar is read out of order, so it has to lie there as it is.
        var plain = new FileStream(path + ".tar", FileMode.Create, FileAccess.ReadWrite, FileShare.None, 1 << 16, FileOptions.Asynchronous | FileOptions.DeleteOnClose);
        await using (file.ConfigureAwait(false))
        await using (var unzip = new GZipStream(file, CompressionMode.Decompress))
        {
            await unzip.CopyToAsync(plain, ct).ConfigureAwait(false);
        }

        plain.Position = 0;
        return plain;
    }

    /// <summary>Files go to names of ours: what an archive calls its parts is no path of this machine.</summary>
    private static async Task<Dictionary<string, string>> UnpackAsync(Stream archive, string folder, CancellationToken ct)
    {
        var files = new Dictionary<string, string>(StringComparer.Ordinal);
        await using var tar = new TarReader(archive);
        while (await tar.GetNextEntryAsync(copyData: false, ct).ConfigureAwait(false) is { } entry)
        {
            if (entry.EntryType is not (TarEntryType.RegularFile or TarEntryType.V7RegularFile))
            {
                continue;
            }

            var path = Path.Combine(folder, $"part-{files.Count}");
            await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
            if (entry.DataStream is { } data)
            {
                await data.CopyToAsync(file, ct).ConfigureAwait(false);
            }

            files[entry.Name] = path;
        }

        return files;
    }

    private static SavedImage Open(Dictionary<string, string> files)
    {
        string File(string? name) => name is not null && files.TryGetValue(name, out var path) ? path : throw new InvalidDataException($"it has no {name}");
        var manifest = JsonNode.Parse(System.IO.File.ReadAllBytes(File("manifest.json"))) as JsonArray;
        if (manifest is not [JsonObject image])
        {
            throw new InvalidDataException("manifest.json does not describe one image");
        }

        var config = JsonNode.Parse(System.IO.File.ReadAllBytes(File(image[ManifestKeys.Config]?.GetValue<string>()))) as JsonObject ?? throw new InvalidDataException("the configuration is no object");
        return new SavedImage(config, [.. (image[ManifestKeys.Layers] as JsonArray ?? []).Select(l => File(l?.GetValue<string>()))]);
    }
}
