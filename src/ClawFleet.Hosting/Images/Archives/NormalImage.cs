using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images.Archives;

/// <summary>
/// An image in the one form that its content has: laid out in a folder of its own, which goes with it. Its id is the SHA-256 of its configuration, which names
/// the layers by theirs, so equal content has an equal id.
/// </summary>
internal sealed class NormalImage : IDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly byte[] _config;

    private NormalImage(DirectoryInfo folder, JsonObject config, IReadOnlyList<string> layers, IReadOnlyList<string> diffIds)
    {
        _folder = folder;
        _config = Encoding.UTF8.GetBytes(config.ToJsonString());
        Config = config;
        Layers = layers;
        DiffIds = diffIds;
        Id = "sha256:" + Convert.ToHexStringLower(SHA256.HashData(_config));
    }

    /// <summary><c>sha256:…</c>, what <c>docker image ls --no-trunc</c> shows.</summary>
    public string Id { get; }

    public JsonObject Config { get; }

    /// <summary>Tar files, the lowest layer first.</summary>
    public IReadOnlyList<string> Layers { get; }

    public IReadOnlyList<string> DiffIds { get; }

    /// <param name="labels">From the image's own labels to those that it is to have.</param>
    /// <param name="created">The image's one time; no file in it is later.</param>
    /// <exception cref="EngineException">The engine fails, or the image holds what cannot be put into that form.</exception>
    public static async Task<NormalImage> OfAsync(IContainerEngine engine, string reference, Func<IReadOnlyDictionary<string, string>, IReadOnlyDictionary<string, string>> labels, DateTimeOffset created, CancellationToken ct)
    {
        var folder = Directory.CreateTempSubdirectory("clawfleet-image-");
        try
        {
            var saved = await SavedImage.ReadAsync(engine, reference, folder.FullName, ct).ConfigureAwait(false);
            var layers = new List<string>();
            var diffIds = new List<string>();
            foreach (var layer in saved.Layers)
            {
                var path = Path.Combine(folder.FullName, $"layer-{layers.Count}.tar");
                diffIds.Add(await RewriteAsync(layer, path, created, ct).ConfigureAwait(false));
                File.Delete(layer);
                layers.Add(path);
            }

            return new NormalImage(folder, NormalConfig.Of(saved.Config, labels(Labels(saved.Config)), created, diffIds), layers, diffIds);
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
        {
            folder.Delete(recursive: true);
            throw new EngineException(EngineErrorKind.BadRequest, $"Image {reference} cannot be published: {e.Message.TrimEnd('.')}.", e);
        }
        catch
        {
            folder.Delete(recursive: true);
            throw;
        }
    }

    /// <summary>The archive that engines load, with the image under this name; made as it is read.</summary>
    public Stream OpenArchive(string reference)
    {
        var config = Id["sha256:".Length..] + ".json";
        var manifest = new JsonArray(new JsonObject
        {
            [ManifestKeys.Config] = config,
            [ManifestKeys.RepoTags] = new JsonArray(reference),
            [ManifestKeys.Layers] = new JsonArray([.. DiffIds.Select(d => (JsonNode)LayerName(d))]),
        });
        var archive = new BuildContext().AddFile(config, _config).AddFile("manifest.json", Encoding.UTF8.GetBytes(manifest.ToJsonString()));
        foreach (var (layer, diffId) in Layers.Zip(DiffIds))
        {
            archive.AddFile(LayerName(diffId), layer);
        }

        return archive.OpenTar();
    }

    public async Task<LayerTree> OpenLayerAsync(int index, CancellationToken ct) => await LayerTree.ReadAsync(await SavedImage.OpenLayerAsync(Layers[index], ct).ConfigureAwait(false), ct).ConfigureAwait(false);

    public void Dispose() => _folder.Delete(recursive: true);

    internal static IReadOnlyDictionary<string, string> Labels(JsonObject config) =>
        (config["config"]?["Labels"] as JsonObject ?? []).ToDictionary(l => l.Key, l => l.Value?.GetValue<string>() ?? "", StringComparer.Ordinal);

    private static async Task<string> RewriteAsync(string layer, string path, DateTimeOffset created, CancellationToken ct)
    {
        await using var tree = await LayerTree.ReadAsync(await SavedImage.OpenLayerAsync(layer, ct).ConfigureAwait(false), ct).ConfigureAwait(false);
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1 << 16, FileOptions.Asynchronous);
        return await NormalLayer.WriteAsync(tree, file, created, ct).ConfigureAwait(false);
    }

    private static string LayerName(string diffId) => diffId["sha256:".Length..] + ".tar";
}
