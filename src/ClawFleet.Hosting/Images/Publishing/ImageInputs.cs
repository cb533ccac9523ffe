using System.Globalization;
using ClawFleet.Engine;
using ClawFleet.Hosting.Images.Archives;

namespace ClawFleet.Hosting.Images.Publishing;

/// <summary>Everything that decides what a published image is, as labels on it: who has the same inputs gets the same image, and who has other ones sees which.</summary>
/// <param name="Created">The image's one time: no file in it is later.</param>
/// <param name="Labels">What is added to the labels that the build gave it.</param>
internal sealed record ImageInputs(DateTimeOffset Created, IReadOnlyDictionary<string, string> Labels)
{
    private const string EpochVariable = "SOURCE_DATE_EPOCH";

    /// <summary>
    /// The time is that of the Debian image below, which is the newest thing that every build on it begins with; <c>SOURCE_DATE_EPOCH</c>, in seconds since 1970,
    /// is another one (reproducible-builds.org).
    /// </summary>
    /// <exception cref="EngineException">Debian's image is not there, or <c>SOURCE_DATE_EPOCH</c> is no number.</exception>
    public static async Task<ImageInputs> OfAsync(IContainerEngine engine, CatalogueImage image, string? source, string? revision, CancellationToken ct)
    {
        var debian = await engine.FindImageAsync(DebianImage.Reference, ct).ConfigureAwait(false)
            ?? throw new EngineException(EngineErrorKind.NotFound, $"{DebianImage.Reference} is not on the engine any more.");
        var created = Epoch(Environment.GetEnvironmentVariable(EpochVariable)) ?? debian.Created;
        var labels = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [ImageLabels.Image] = image.Name,
            [ImageLabels.ContentHash] = image.Recipe.ContentHash,
            [ImageLabels.Debian] = debian.Id,
            [ImageLabels.Version] = ClawFleetVersion,
            [ImageLabels.RuntimeVersion] = image.Version,
            [ImageLabels.Created] = NormalConfig.Time(created),
            [ImageLabels.BaseName] = DebianImage.Reference,
        };
        Add(ImageLabels.BaseDigest, Digest(debian));
        Add(ImageLabels.Source, source);
        Add(ImageLabels.Revision, revision);
        if (image.Recipe.Upstream is { } upstream)
        {
            var found = await engine.FindImageAsync(upstream, ct).ConfigureAwait(false);
            Add(ImageLabels.Upstream, found is null ? upstream : Digest(found) is { } digest ? $"{upstream}@{digest}" : $"{upstream} ({found.Id})");
        }

        return new ImageInputs(created, labels);

        void Add(string name, string? value)
        {
            if (value is not null)
            {
                labels[name] = value;
            }
        }
    }

    /// <summary>The labels that the image is to have: what its build gave it, and these.</summary>
    public IReadOnlyDictionary<string, string> On(IReadOnlyDictionary<string, string> built)
        => built.Concat(Labels).GroupBy(l => l.Key, StringComparer.Ordinal).ToDictionary(l => l.Key, l => l.Last().Value, StringComparer.Ordinal);

    /// <summary>In which an image with those labels was made from something else; none when it was made from the same.</summary>
    public IEnumerable<string> DifferencesTo(IReadOnlyDictionary<string, string> labels) =>
        from label in Labels
        let theirs = labels.GetValueOrDefault(label.Key)
        where theirs != label.Value
        select $"{label.Key} is {theirs ?? "not there"}, and here it would be {label.Value}";

    internal static DateTimeOffset? Epoch(string? text) =>
        string.IsNullOrEmpty(text) ? null
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds)
        : throw new EngineException(EngineErrorKind.BadRequest, $"{EpochVariable} is \"{text}\"; it must be a number of seconds since 1970-01-01.");

    /// <summary>Podman gives a digest to every image, and calls those that no registry has localhost's.</summary>
    private static string? Digest(ImageDetails image) =>
        image.RegistryDigests.FirstOrDefault(d => !d.StartsWith("localhost/", StringComparison.Ordinal)) is { } full && full.IndexOf('@', StringComparison.Ordinal) is > 0 and var at ? full[(at + 1)..] : null;

    private static string ClawFleetVersion { get; } = typeof(ImageInputs).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
