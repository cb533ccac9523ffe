using System.Text.RegularExpressions;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images.Publishing;

/// <summary>
/// Builds from nothing under names of their own, from the base up: the images that fleets run are not touched. What they leave on the engine is removed at the end.
/// </summary>
internal sealed partial class FreshBuilds : IAsyncDisposable
{
    private readonly IContainerEngine _engine;
    private readonly ImageBuilder _builder;
    private readonly string _run;
    private readonly Dictionary<string, ImageRecipe> _built = new(StringComparer.Ordinal);
    private readonly List<string> _ids = [];

    /// <param name="run">Tells these builds from others; part of a tag.</param>
    public FreshBuilds(IContainerEngine engine, ImagePuller puller, ImageProgress progress, string run)
    {
        (_engine, _run) = (engine, run);
        _builder = new ImageBuilder(engine, puller, progress, CaBundle.Read)
        {
            NoCache = true,
            HowToSimulate = ImagePublisher.HowToSimulate,
            Heard = line =>
            {
                if (StepImage().Match(line) is { Success: true } step)
                {
                    _ids.Add(step.Groups["id"].Value);
                }
            },
        };
    }

    /// <returns>What the image is called here.</returns>
    public async Task<string> BuildAsync(ImageRecipe recipe, CancellationToken ct) => (await EnsureAsync(recipe, ct).ConfigureAwait(false)).Reference;

    public async ValueTask DisposeAsync()
    {
        foreach (var reference in _built.Values.Select(r => r.Reference).Reverse())
        {
            await RemoveAsync(reference).ConfigureAwait(false);
        }

        // What stages left that are thrown away, the newest first: an image that another stands on cannot go.
        foreach (var id in Enumerable.Reverse(_ids))
        {
            if (await _engine.FindImageAsync(id, CancellationToken.None).ConfigureAwait(false) is { Tags.Count: 0 } image)
            {
                await RemoveAsync(image.Id).ConfigureAwait(false);
            }
        }
    }

    private async Task<ImageRecipe> EnsureAsync(ImageRecipe recipe, CancellationToken ct)
    {
        if (_built.TryGetValue(recipe.Reference, out var known))
        {
            return known;
        }

        var below = recipe.Base is { } standsOn ? await EnsureAsync(standsOn, ct).ConfigureAwait(false) : null;
        var arguments = recipe.Arguments;
        if (below is not null)
        {
            arguments = arguments.SetItem("BASE", below.Reference);
            arguments = arguments.ContainsKey("BUILDER") ? arguments.SetItem("BUILDER", below.Root.Reference) : arguments;
        }

        var fresh = recipe with { Reference = $"clawfleet-verify/{recipe.Name}:{_run}-{recipe.ContentHash[..12]}", Base = below, Arguments = arguments };
        await _builder.BuildAsync(fresh, ct).ConfigureAwait(false);
        return _built[recipe.Reference] = fresh;
    }

    private async Task RemoveAsync(string image)
    {
        try
        {
            await _engine.RemoveImageAsync(image, force: false, CancellationToken.None).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind is EngineErrorKind.NotFound or EngineErrorKind.Conflict)
        {
            // Gone with another one, or something stands on it.
        }
    }

    /// <summary>Docker says <c> ---> 0123456789ab</c> after each step, Podman <c>--> 0123456789ab</c>.</summary>
    [GeneratedRegex("^ ?-{2,3}> (?<id>[0-9a-f]{11,64})$", RegexOptions.CultureInvariant)]
    private static partial Regex StepImage();
}
