using ClawFleet.Engine;
using ClawFleet.Hosting.Images;

namespace ClawFleet.Cli.Images;

/// <summary>Which images the catalogue knows, which of them the engine has, and which others of ours it has.</summary>
internal static class ImageListing
{
    /// <param name="earlier">Also those that fleets ran before and run no more.</param>
    public static async Task<ImageRow[]> ReadAsync(ImageWorkshop workshop, bool earlier, CancellationToken ct)
    {
        var known = workshop.Publisher.Images;
        try
        {
            var found = await Task.WhenAll(known.Select(i => workshop.Engine.FindImageAsync(i.LocalReference, ct))).ConfigureAwait(false);
            var current = known.Select(i => i.LocalReference).ToHashSet(StringComparer.Ordinal);
            var here = await workshop.Engine.ListImagesAsync(ImageLabels.Image, ct).ConfigureAwait(false);
            var others = here.SelectMany(i => i.Tags).Where(t => !current.Contains(t)).Distinct(StringComparer.Ordinal).ToList();
            var rows = new List<ImageRow>(known.Zip(found, (image, details) => ImageRow.Of(image, details, engineAnswers: true)));
            foreach (var reference in others)
            {
                // Gone since, or of a runtime that is not in the catalogue (a tool, the base).
                if (await workshop.Engine.FindImageAsync(reference, ct).ConfigureAwait(false) is { } details && known.FirstOrDefault(i => i.Name == details.Labels.GetValueOrDefault(ImageLabels.Image)) is { } image)
                {
                    rows.Add(ImageRow.Of(reference, details, image));
                }
            }

            return [.. rows.Where(r => earlier || r.Use == "registry" || r.Current).OrderBy(r => r.Name, StringComparer.Ordinal).ThenBy(r => r.Use, StringComparer.Ordinal).ThenByDescending(r => r.Current).ThenBy(r => r.Reference, StringComparer.Ordinal)];
        }
        catch (EngineException e) when (e.Kind is EngineErrorKind.Unreachable or EngineErrorKind.PermissionDenied)
        {
            // What the catalogue knows can be said without an engine.
            return [.. known.Select(i => ImageRow.Of(i, null, engineAnswers: false))];
        }
    }
}
