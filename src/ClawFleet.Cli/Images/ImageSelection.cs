using ClawFleet.Hosting.Images;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Editing;

namespace ClawFleet.Cli.Images;

/// <summary>From words of the command line to images: <c>zeroclaw</c>, <c>zeroclaw-simulated</c>, <c>zeroclaw@0.8.4</c>, an alias.</summary>
internal static class ImageSelection
{
    /// <param name="words">None stand for all: of the real ones and services, or of the simulated.</param>
    /// <param name="simulated">Whether a runtime's name means its simulator's image.</param>
    /// <exception cref="CommandRefusedException">A word names nothing, or a version that the runtime cannot be had in.</exception>
    public static IReadOnlyList<CatalogueImage> Choose(ImagePublisher publisher, RuntimeCatalogue catalogue, IReadOnlyList<string> words, bool simulated) =>
        words.Count == 0
            ? [.. publisher.Images.Where(i => i.Kind == ImageKind.Simulated == simulated)]
            : [.. words.Select(w => One(publisher, catalogue, w, simulated)).DistinctBy(i => i.LocalReference)];

    private static CatalogueImage One(ImagePublisher publisher, RuntimeCatalogue catalogue, string word, bool simulated)
    {
        var images = publisher.Images;
        var at = word.IndexOf('@', StringComparison.Ordinal);
        var (asked, version) = at < 0 ? (word, null) : (word[..at], word[(at + 1)..]);
        var name = catalogue.Find(asked)?.Name ?? asked;
        var image = images.FirstOrDefault(i => i.Name == (simulated && !name.EndsWith(Simulated, StringComparison.Ordinal) ? name + Simulated : name));
        if (image is null)
        {
            throw new CommandRefusedException(ExitCodes.Usage, images.Any(i => i.Name == name)
                ? $"{name} has no simulator; leave --simulated out for the real one"
                : images.Any(i => i.Name == name + Simulated)
                    ? $"{name} has no image of its own, only its simulator's: --simulated"
                    : $"there is no image {asked}; there are: {string.Join(", ", images.Select(i => i.Name))}");
        }

        if (version is null || version == image.Version)
        {
            return image;
        }

        var whole = FilePins.ExactVersion(version) ?? throw new CommandRefusedException(ExitCodes.Usage, $"'{version}' is no whole version, such as {image.Version}");
        return publisher.At(image, whole)
            ?? throw new CommandRefusedException(ExitCodes.Usage, $"{image.Name} {whole} was asked for, and {image.Version} is the one version that can be had: version: and image: in its runtime.yaml say what is built (clawden runtime show {name})");
    }

    private const string Simulated = "-simulated";
}
