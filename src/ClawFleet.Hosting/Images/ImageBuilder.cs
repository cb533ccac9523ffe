using ClawFleet.Engine;

namespace ClawFleet.Hosting.Images;

/// <summary>Builds one recipe on the engine. The engine tags an image when its last step is done, so a build that ends early leaves no name behind.</summary>
internal sealed class ImageBuilder(IContainerEngine engine, ImagePuller puller, ImageProgress progress, Func<byte[]> certificates)
{
    /// <summary>For whoever has a fleet file.</summary>
    public const string ByTheFile = "Write simulate: missing to have it simulated until the image can be had";

    /// <summary>What a tool's setup.sh says with <c>note</c> begins with it.</summary>
    private const string Note = "clawfleet: ";

    private readonly Lazy<byte[]> _caBundle = new(certificates);

    /// <summary>Whether every step is run again, whatever the engine has of it.</summary>
    public bool NoCache { get; init; }

    /// <summary>How one gets a simulator in the place of an upstream that cannot be had; the beginning of a sentence.</summary>
    public string HowToSimulate { get; init; } = ByTheFile;

    /// <summary>Told each line of the builder.</summary>
    public Action<string> Heard { get; init; } = _ => { };

    /// <exception cref="EngineException">The build failed: what was built, why, what probably mends it, and the last lines.</exception>
    public async Task BuildAsync(ImageRecipe recipe, CancellationToken ct)
    {
        if (recipe.Upstream is { } upstream)
        {
            await EnsureUpstreamAsync(recipe, upstream, ct).ConfigureAwait(false);
        }

        using var activity = FleetActivities.BeginImage("build", recipe.Name, recipe.Reference);
        progress.Say($"{recipe.Name}: building {recipe.Reference}");
        var started = progress.Time.GetTimestamp();
        var arguments = recipe.Arguments.Concat(NetworkArguments.Read(Environment.GetEnvironmentVariable)).ToDictionary(StringComparer.Ordinal);
        var spec = new ImageBuildSpec
        {
            Tags = [recipe.Reference],
            NoCache = NoCache,
            BuildArguments = arguments,
            Labels = new Dictionary<string, string> { [ImageLabels.Image] = recipe.Name, [ImageLabels.ContentHash] = recipe.ContentHash },
        };
        try
        {
            await using var context = recipe.Context(_caBundle.Value).OpenTar();
            await foreach (var step in engine.BuildImageAsync(spec, context, ct).ConfigureAwait(false))
            {
                Heard(step.Line);
                if (step.Line.StartsWith("Step ", StringComparison.Ordinal) || step.Line.StartsWith("STEP ", StringComparison.Ordinal) || step.Line.StartsWith(Note, StringComparison.Ordinal))
                {
                    progress.Say($"{recipe.Name}: {step.Line}");
                    FleetActivities.Note(step.Line);
                }
            }
        }
        catch (EngineException e)
        {
            var failure = e.Kind is EngineErrorKind.BuildFailed or EngineErrorKind.NoSpace ? Explained(recipe, e) : e;
            activity.Fail(failure);
            if (failure == e)
            {
                throw;
            }

            throw failure;
        }

        progress.Say($"{recipe.Name}: built in {progress.Time.GetElapsedTime(started).TotalSeconds:0.0} s");
    }

    internal static EngineException Explained(ImageRecipe recipe, EngineException e)
    {
        // "Cannot build image X: why." is the engine client's sentence; the name that people know stands in front.
        var why = e.Message[(e.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.');
        return new EngineException(e.Kind, $"The image of {recipe.Name} cannot be built: {why}. {BuildAdvice.For([.. e.LastLines, why])}", e) { StatusCode = e.StatusCode, LastLines = e.LastLines };
    }

    private async Task EnsureUpstreamAsync(ImageRecipe recipe, string upstream, CancellationToken ct)
    {
        try
        {
            await puller.EnsureAsync(upstream, ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.PullFailed)
        {
            throw new EngineException(e.Kind, $"The image of {recipe.Name} cannot be built: {e.Message.TrimEnd('.')}. {Remedy(recipe, upstream, HowToSimulate)}", e);
        }
    }

    internal static string Remedy(ImageRecipe recipe, string upstream, string howToSimulate)
    {
        var byHand = ImagePuller.IsMadeHere(upstream) ? $"make it as runtimes/{recipe.Name}/README.md says" : "load the image into the engine by hand";
        return recipe.Simulatable is not null ? $"{howToSimulate}, or {byHand}."
            : $"Give the member an image of your own (image: …), or {byHand}.";
    }
}
