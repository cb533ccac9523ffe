using ClawFleet.Engine;
using ClawFleet.Hosting.Images.Archives;
using ClawFleet.Hosting.Images.Comparing;
using ClawFleet.Hosting.Images.Publishing;
using ClawFleet.Model.Catalogue;

namespace ClawFleet.Hosting.Images;

/// <summary>Whether one input gives one image: by building twice from nothing, or by building again what somebody published.</summary>
public sealed class ImageVerification(IContainerEngine engine, FleetHostOptions options, RuntimeCatalogue catalogue)
{
    /// <summary>Differences that are told of one image; more of them help nobody more.</summary>
    public const int MostDifferences = 20;

    private readonly ImagePublisher _publisher = new(engine, options, catalogue);

    /// <summary>Builds each image twice, base and all, without the engine's cache, and compares. The package sources are asked twice, too.</summary>
    /// <param name="tell">Told each verdict when it is there.</param>
    /// <exception cref="EngineException">An image cannot be built.</exception>
    public async Task BuildTwiceAsync(IReadOnlyList<CatalogueImage> images, Action<ImageVerdict> tell, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var said = new ImageProgress(progress, options.Time);
        var puller = new ImagePuller(engine, said);
        await new DebianImage(engine, puller, said).EnsureAsync(ct).ConfigureAwait(false);
        var run = Guid.NewGuid().ToString("N")[..8];
        await using var first = new FreshBuilds(engine, puller, said, run + "-1");
        await using var second = new FreshBuilds(engine, puller, said, run + "-2");
        foreach (var image in images)
        {
            using var one = await BuildAsync(first, image, ct).ConfigureAwait(false);
            using var other = await BuildAsync(second, image, ct).ConfigureAwait(false);
            var differences = await ImageComparison.CompareAsync(one, other, MostDifferences, ct).ConfigureAwait(false);
            tell(new ImageVerdict(image.Name, "two builds from nothing", one.Id, other.Id, [], differences));
        }
    }

    /// <summary>
    /// Whether a published image was made from what is here, and whether building that gives the same image. Where its labels name other inputs (another state of
    /// ClawFleet's folder, another Debian), nothing is built: the two cannot be equal.
    /// </summary>
    /// <param name="reference">By tag or digest; pulled where it is not there.</param>
    /// <exception cref="EngineException">It cannot be had, is none of ClawFleet's, or cannot be built.</exception>
    public async Task<ImageVerdict> CheckAsync(string reference, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var said = new ImageProgress(progress, options.Time);
        var details = await _publisher.EnsureAsync(reference, progress, ct).ConfigureAwait(false);
        var name = details.Labels[ImageLabels.Image];
        var image = _publisher.Images.FirstOrDefault(i => i.Name == name) ?? throw new EngineException(EngineErrorKind.NotFound, $"{reference} is an image {name}, and nothing here is called that.");
        if (!details.Labels.ContainsKey(ImageLabels.Created))
        {
            throw new EngineException(EngineErrorKind.BadRequest, $"{reference} is an image for this machine's fleets; clawden image build {name} makes the one that can be checked.");
        }

        using var theirs = await NormalImage.OfAsync(engine, reference, labels => labels, details.Created, ct).ConfigureAwait(false);
        await new DebianImage(engine, new ImagePuller(engine, said), said).EnsureAsync(ct).ConfigureAwait(false);
        var inputs = await ImageInputs.OfAsync(engine, image, details.Labels.GetValueOrDefault(ImageLabels.Source), details.Labels.GetValueOrDefault(ImageLabels.Revision), ct).ConfigureAwait(false);
        var what = $"{reference} and a build of the same inputs here";
        var others = inputs.DifferencesTo(details.Labels).ToList();
        if (others.Count > 0)
        {
            return new ImageVerdict(name, what, theirs.Id, null, others, []);
        }

        await new FleetImages(engine, options, catalogue) { HowToSimulate = ImagePublisher.HowToSimulate }.EnsureAsync([image.LocalReference], rebuild: true, progress, ct).ConfigureAwait(false);
        using var ours = await NormalImage.OfAsync(engine, image.LocalReference, inputs.On, inputs.Created, ct).ConfigureAwait(false);
        return new ImageVerdict(name, what, theirs.Id, ours.Id, [], await ImageComparison.CompareAsync(theirs, ours, MostDifferences, ct).ConfigureAwait(false));
    }

    private async Task<NormalImage> BuildAsync(FreshBuilds builds, CatalogueImage image, CancellationToken ct)
    {
        var reference = await builds.BuildAsync(image.Recipe, ct).ConfigureAwait(false);
        var inputs = await ImageInputs.OfAsync(engine, image, null, null, ct).ConfigureAwait(false);
        return await NormalImage.OfAsync(engine, reference, inputs.On, inputs.Created, ct).ConfigureAwait(false);
    }
}
