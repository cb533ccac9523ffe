using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images.Archives;
using ClawFleet.Hosting.Images.Publishing;
using ClawFleet.Hosting.Images.Sboms;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Documents;

namespace ClawFleet.Hosting.Images;

/// <summary>
/// Makes the catalogue's images ready for a registry and sends them there. A published image is another one than that of a fleet on this machine: the same
/// content in the one form that its content has, so that equal inputs give an equal digest.
/// </summary>
public sealed class ImagePublisher
{
    internal const string HowToSimulate = "--simulated makes the simulator's image instead";

    private readonly IContainerEngine _engine;
    private readonly FleetHostOptions _options;
    private readonly RuntimeCatalogue _catalogue;

    /// <exception cref="InvalidOperationException">The container programs are not built; the message says how.</exception>
    public ImagePublisher(IContainerEngine engine, FleetHostOptions options, RuntimeCatalogue catalogue)
    {
        (_engine, _options, _catalogue) = (engine, options, catalogue);
        Images = Known(options, catalogue);
    }

    /// <summary>What the catalogue knows to build, sorted by name.</summary>
    public ImmutableArray<CatalogueImage> Images { get; }

    /// <summary>The images there are, without an engine.</summary>
    /// <exception cref="InvalidOperationException">The container programs are not built; the message says how.</exception>
    public static ImmutableArray<CatalogueImage> Known(FleetHostOptions options, RuntimeCatalogue catalogue)
    {
        var recipes = new RecipeBook(options.Home, catalogue);
        return [.. recipes.Buildable.Select(e => Of(e, recipes.Real(e), e.IsService ? ImageKind.Service : ImageKind.Real)).Concat(recipes.Simulatable.Select(e => Of(e, recipes.Simulated(e), ImageKind.Simulated)))
            .OrderBy(i => i.Name, StringComparer.Ordinal)];

        static CatalogueImage Of(CatalogueEntry entry, ImageRecipe recipe, ImageKind kind) => new(entry, recipe, kind);
    }

    /// <summary>The same image in another version of upstream's; null where the runtime can be had in the catalogue's alone (<see cref="CatalogueEntry.HasVersions"/>).</summary>
    public CatalogueImage? At(CatalogueImage image, string version)
    {
        if (!image.Entry.HasVersions)
        {
            return null;
        }

        var (recipes, entry) = (new RecipeBook(_options.Home, _catalogue), image.Entry.At(version));
        return new CatalogueImage(entry, image.Kind == ImageKind.Simulated ? recipes.Simulated(entry) : recipes.Real(entry), image.Kind);
    }

    /// <summary>Builds images and puts each under its name for the registry. One that was made from the same inputs before is left as it is.</summary>
    /// <returns>Those that are there now, and why the others are not, by name.</returns>
    /// <exception cref="EngineException">The base of all images cannot be had, or the engine cannot be asked.</exception>
    public async Task<(IReadOnlyList<PublishedImage> Published, IReadOnlyDictionary<string, EngineException> Failed)> BuildAsync(
        IReadOnlyList<CatalogueImage> images, PublishOptions how, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var said = new ImageProgress(progress, _options.Time);
        var failed = new SortedDictionary<string, EngineException>(StringComparer.Ordinal);
        var published = new List<PublishedImage>();
        var wanted = new List<CatalogueImage>();
        foreach (var image in images)
        {
            if (how.NoCache || await FindAsync(image, how, ct).ConfigureAwait(false) is not { } found)
            {
                wanted.Add(image);
            }
            else
            {
                said.Say($"{image.Name}: {how.ReferenceOf(image)} is up to date");
                published.Add(await ToldAsync(image, how.ReferenceOf(image), found, null, how, ct).ConfigureAwait(false));
            }
        }

        if (wanted.Count == 0)
        {
            return (published, failed);
        }

        var builds = new FleetImages(_engine, _options, _catalogue) { NoCache = how.NoCache, HowToSimulate = HowToSimulate };
        // Those of another version than the catalogue's are built when they were named.
        builds.Names(wanted.Select(i => (i.Entry.Name, ToolSet.Empty, _catalogue.Find(i.Entry.Name)?.Version == i.Version ? null : i.Version)));
        var failures = await builds.EnsureEachAsync(wanted.Select(i => i.LocalReference), rebuild: true, progress, ct).ConfigureAwait(false);
        foreach (var image in wanted)
        {
            try
            {
                published.Add(failures.TryGetValue(image.LocalReference, out var failure) ? throw failure : await PublishAsync(image, how, said, ct).ConfigureAwait(false));
            }
            catch (EngineException e)
            {
                failed[Images.Contains(image) ? image.Name : $"{image.Name}@{image.Version}"] = e;
            }
        }

        return ([.. published.OrderBy(p => p.Image.Name, StringComparer.Ordinal)], failed);
    }

    /// <summary>Sends an image to the registry that its name begins with.</summary>
    /// <returns>The digest by which it can be pulled from there: <c>sha256:…</c>.</returns>
    /// <exception cref="EngineException"><see cref="EngineErrorKind.PushFailed"/> when the registry does not take it.</exception>
    public async Task<string> PushAsync(PublishedImage image, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var said = new ImageProgress(progress, _options.Time);
        using var activity = FleetActivities.BeginImage("push", image.Image.Name, image.Reference);
        said.Say($"{image.Image.Name}: pushing {image.Reference}");
        var digest = "";
        try
        {
            await foreach (var step in _engine.PushImageAsync(image.Reference, ct).ConfigureAwait(false))
            {
                digest = step.Digest ?? digest;
            }
        }
        catch (EngineException e)
        {
            activity.Fail(e);
            throw;
        }

        return digest;
    }

    /// <summary>An image's parts as SPDX 2.3 JSON.</summary>
    /// <param name="reference">Of an image that was built for a registry; pulled where it is not there.</param>
    /// <exception cref="EngineException">It cannot be had, or is none of ClawFleet's.</exception>
    public async Task<byte[]> WriteSbomAsync(string reference, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var details = await EnsureAsync(reference, progress, ct).ConfigureAwait(false);
        using var image = await NormalImage.OfAsync(_engine, reference, labels => labels, details.Created, ct).ConfigureAwait(false);
        return await SbomAsync(image, details.Created, ct).ConfigureAwait(false);
    }

    /// <summary>An image of ClawFleet's by its reference, pulled where it is not there.</summary>
    internal async Task<ImageDetails> EnsureAsync(string reference, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        await new ImagePuller(_engine, new ImageProgress(progress, _options.Time)).EnsureAsync(reference, ct).ConfigureAwait(false);
        var details = await _engine.FindImageAsync(reference, ct).ConfigureAwait(false) ?? throw new EngineException(EngineErrorKind.NotFound, $"The engine does not have {reference}.");
        return details.Labels.ContainsKey(ImageLabels.Image) ? details
            : throw new EngineException(EngineErrorKind.BadRequest, $"{reference} was not made by ClawFleet: it has no label {ImageLabels.Image}.");
    }

    /// <summary>Debian is looked at first: without it nothing can be said of what an image would be made of.</summary>
    private async Task<ImageDetails?> FindAsync(CatalogueImage image, PublishOptions how, CancellationToken ct)
    {
        if (await _engine.FindImageAsync(how.ReferenceOf(image), ct).ConfigureAwait(false) is not { } found || await _engine.FindImageAsync(DebianImage.Reference, ct).ConfigureAwait(false) is null)
        {
            return null;
        }

        var inputs = await ImageInputs.OfAsync(_engine, image, how.Source, how.Revision, ct).ConfigureAwait(false);
        // A label too many (a revision that is no longer asked for) is another input as well.
        return !inputs.DifferencesTo(found.Labels).Any() && found.Labels.ContainsKey(ImageLabels.Source) == how.Source is not null && found.Labels.ContainsKey(ImageLabels.Revision) == how.Revision is not null ? found : null;
    }

    private async Task<PublishedImage> PublishAsync(CatalogueImage image, PublishOptions how, ImageProgress said, CancellationToken ct)
    {
        var reference = how.ReferenceOf(image);
        said.Say($"{image.Name}: writing {reference} in its normal form");
        var inputs = await ImageInputs.OfAsync(_engine, image, how.Source, how.Revision, ct).ConfigureAwait(false);
        using var normal = await NormalImage.OfAsync(_engine, image.LocalReference, inputs.On, inputs.Created, ct).ConfigureAwait(false);
        await using (var archive = normal.OpenArchive(reference))
        {
            await _engine.LoadImageAsync(archive, ct).ConfigureAwait(false);
        }

        var found = await _engine.FindImageAsync(reference, ct).ConfigureAwait(false) ?? throw new EngineException(EngineErrorKind.EngineFault, $"The engine took {reference} and does not have it.");
        return await ToldAsync(image, reference, found, normal, how, ct).ConfigureAwait(false);
    }

    private async Task<PublishedImage> ToldAsync(CatalogueImage image, string reference, ImageDetails found, NormalImage? normal, PublishOptions how, CancellationToken ct)
    {
        string? sbom = null;
        if (how.SbomFolder is { } folder)
        {
            Directory.CreateDirectory(folder);
            sbom = Path.Combine(folder, image.Name + ".spdx.json");
            var bytes = normal is null ? await WriteSbomAsync(reference, new Progress<FleetEvent>(), ct).ConfigureAwait(false) : await SbomAsync(normal, found.Created, ct).ConfigureAwait(false);
            await File.WriteAllBytesAsync(sbom, bytes, ct).ConfigureAwait(false);
        }

        return new PublishedImage(image, reference, found.Id, found.SizeBytes, sbom);
    }

    private static async Task<byte[]> SbomAsync(NormalImage image, DateTimeOffset created, CancellationToken ct)
    {
        var labels = NormalImage.Labels(image.Config);
        return SpdxDocument.Write(labels[ImageLabels.Image], labels.GetValueOrDefault(ImageLabels.RuntimeVersion, "unknown"), image.Id, created, await ImageContents.ReadAsync(image, ct).ConfigureAwait(false));
    }
}
