using System.Collections.Concurrent;
using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Model.Catalogue;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Planning;

namespace ClawFleet.Hosting.Images;

/// <summary>
/// The images of a fleet: what they are called, whether upstream's can be had, and getting them onto the engine. A tag ends with a hash of all that the
/// image is made of, so an image that has its tag is never built again.
/// </summary>
/// <param name="engine">Null for names alone.</param>
/// <param name="options">Where <c>runtimes/</c> and the container programs are, and where the lock of builders may be.</param>
public sealed class FleetImages(IContainerEngine? engine, FleetHostOptions options, RuntimeCatalogue catalogue)
{
    private const int BuildsAtOnce = 2;

    private readonly RecipeBook _recipes = new(options.Home, catalogue);

    /// <summary>The certificates that build stages are given.</summary>
    internal Func<byte[]> Certificates { get; init; } = CaBundle.Read;

    /// <summary>Whether builds run every step again, whatever the engine has of it.</summary>
    internal bool NoCache { get; init; }

    /// <inheritdoc cref="ImageBuilder.HowToSimulate"/>
    internal string HowToSimulate { get; init; } = ImageBuilder.ByTheFile;

    private IContainerEngine Engine => engine ?? throw new EngineException(EngineErrorKind.Unreachable, "Images need a container engine, and none is connected.");

    /// <summary>References of every image the catalogue knows to build, and of those with tools. Asks no engine.</summary>
    /// <param name="asked">Runtimes, the tools they are to have and, where it is not the catalogue's, their version; <see cref="EnsureEachAsync"/> can build these afterwards.</param>
    /// <exception cref="InvalidOperationException">The container programs are not built; the message says how.</exception>
    public ImageNames Names(params IEnumerable<(string Runtime, ToolSet Tools, string? Version)> asked)
    {
        var special = asked.Where(w => !w.Tools.IsEmpty || w.Version is not null).DistinctBy(w => ImageNames.Key(w.Runtime, w.Tools, w.Version))
            .Select(w => (Entry: catalogue.Find(w.Runtime), w.Tools, w.Version)).ToList();
        return new(Of(_recipes.Buildable, _recipes.Real), Of(_recipes.Simulatable, _recipes.Simulated));

        ImmutableSortedDictionary<string, string> Of(IEnumerable<CatalogueEntry> entries, Func<CatalogueEntry, ToolSet, ImageRecipe> recipe)
        {
            var plain = entries.ToList();
            return plain.Select(e => (Entry: e, Tools: ToolSet.Empty, Version: (string?)null)).Concat(special.Where(a => a.Entry is not null && plain.Contains(a.Entry)).Select(a => (Entry: a.Entry!, a.Tools, a.Version)))
                .ToImmutableSortedDictionary(a => ImageNames.Key(a.Entry.Name, a.Tools, a.Version), a => recipe(At(a.Entry, a.Version), a.Tools).Reference, StringComparer.Ordinal);
        }
    }

    /// <summary>
    /// Which of these runtimes cannot have their upstream image here. Quick where it is known: the real image is there, or a simulated one was built
    /// before. Else upstream's image is pulled, and a registry that does not answer within 30 s is out of reach.
    /// </summary>
    /// <param name="runtimes">Catalogue names, with the version where it is not the catalogue's; those that need no upstream image are never missing.</param>
    /// <param name="retry">Try the pull again although the simulated image is there (<c>--build</c>).</param>
    /// <returns>The missing ones by <see cref="ImageNames.Key"/>, each with the reason in a sentence.</returns>
    /// <exception cref="EngineException">The engine failed.</exception>
    public async Task<ImmutableSortedDictionary<string, string>> FindMissingUpstreamsAsync(IEnumerable<(string Runtime, string? Version)> runtimes, bool retry, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var missing = new ConcurrentDictionary<string, string>(StringComparer.Ordinal);
        var puller = new ImagePuller(Engine, new ImageProgress(progress, options.Time));
        var asked = runtimes.Distinct().Select(r => (Entry: catalogue.Find(r.Runtime)!, r.Version)).Where(r => r.Entry?.UpstreamImage is not null);
        await Parallel.ForEachAsync(asked, ct, async (runtime, token) =>
        {
            if (await MissingAsync(At(runtime.Entry, runtime.Version), puller, retry, token).ConfigureAwait(false) is { } reason)
            {
                missing[ImageNames.Key(runtime.Entry.Name, ToolSet.Empty, runtime.Version)] = reason;
            }
        }).ConfigureAwait(false);
        return missing.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary><see cref="EnsureEachAsync"/> for those to whom every image matters.</summary>
    /// <exception cref="EngineException">An image cannot be had; the other images are finished first.</exception>
    public async Task EnsureAsync(IEnumerable<string> references, bool rebuild, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var failures = await EnsureEachAsync(references, rebuild, progress, ct).ConfigureAwait(false);
        if (failures.Values.FirstOrDefault() is { } first)
        {
            throw failures.Count == 1 ? first : new EngineException(first.Kind, string.Join(" Also: ", failures.Values.Select(f => f.Message)), first) { LastLines = first.LastLines };
        }
    }

    /// <summary>Gets images onto the engine: ours are built (the base first, then two at a time), any other is pulled. What is there stays as it is.</summary>
    /// <param name="rebuild">Run the builds of our images even when they are there; the engine's layer cache still counts.</param>
    /// <returns>Why an image cannot be had, by its reference: <see cref="EngineErrorKind.BuildFailed"/> with its last lines and a probable remedy, or <see cref="EngineErrorKind.PullFailed"/>.
    /// One that fails does not take the others with it.</returns>
    /// <exception cref="EngineException">The base of all our images cannot be had, or the engine cannot be asked.</exception>
    public async Task<ImmutableSortedDictionary<string, EngineException>> EnsureEachAsync(IEnumerable<string> references, bool rebuild, IProgress<FleetEvent> progress, CancellationToken ct)
    {
        var asked = references.Distinct(StringComparer.Ordinal).ToArray();
        var ours = _recipes.ByReference();
        var wanted = rebuild ? [.. asked.Where(r => ours.ContainsKey(r))] : Array.Empty<string>();
        var absent = (await AbsentAsync(asked, ct).ConfigureAwait(false)).Union(wanted, StringComparer.Ordinal).ToArray();
        if (absent.Length == 0)
        {
            return ImmutableSortedDictionary<string, EngineException>.Empty;
        }

        var said = new ImageProgress(progress, options.Time);
        var puller = new ImagePuller(Engine, said);
        var builder = new ImageBuilder(Engine, puller, said, Certificates) { NoCache = NoCache, HowToSimulate = HowToSimulate };
        using var held = await FleetActivities.StepAsync("take the lock of builds", () =>
            BuildLock.TakeAsync(options.StateRoot, () => said.Say("another clawden builds images; waiting for it"), options.Time, ct)).ConfigureAwait(false);
        if (!rebuild)
        {
            // Whoever held the lock may have built them.
            absent = await AbsentAsync(absent, ct).ConfigureAwait(false);
        }

        if (absent.Any(ours.ContainsKey) && (await Engine.GetInfoAsync(ct).ConfigureAwait(false)).StorageDriver == "vfs")
        {
            said.Say("the engine stores images with vfs, a whole copy for each layer: slow. Podman: driver = \"overlay\" below [storage] in storage.conf (docs/install.md)");
        }

        if (absent.Any(ours.ContainsKey) && (rebuild || await Engine.FindImageAsync(_recipes.Base.Reference, ct).ConfigureAwait(false) is null))
        {
            await new DebianImage(Engine, puller, said).EnsureAsync(ct).ConfigureAwait(false);
            await builder.BuildAsync(_recipes.Base, ct).ConfigureAwait(false);
        }

        // The tools below an image first, each once, however many images stand on it.
        var below = new ConcurrentDictionary<string, Lazy<Task>>(StringComparer.Ordinal);
        async Task BuildAsync(ImageRecipe recipe)
        {
            await EnsureToolsAsync(recipe.Base).ConfigureAwait(false);
            await builder.BuildAsync(recipe, ct).ConfigureAwait(false);
        }

        Task EnsureToolsAsync(ImageRecipe? tool)
            => tool?.Base is null ? Task.CompletedTask : below.GetOrAdd(tool.Reference, _ => new Lazy<Task>(() => EnsureToolAsync(tool))).Value;

        async Task EnsureToolAsync(ImageRecipe tool)
        {
            if (rebuild || await Engine.FindImageAsync(tool.Reference, ct).ConfigureAwait(false) is null)
            {
                await BuildAsync(tool).ConfigureAwait(false);
            }
        }

        return await EnsureAllAsync(absent, reference => ours.TryGetValue(reference, out var recipe) ? BuildAsync(recipe) : puller.EnsureAsync(reference, ct), ct).ConfigureAwait(false);
    }

    /// <summary>Why an image that a user brings cannot be a member of that runtime; null when it can, or is not there.</summary>
    /// <exception cref="EngineException">The engine cannot be asked.</exception>
    public async Task<EngineException?> RefusalOfOwnAsync(string reference, string runtime, CancellationToken ct)
        => await Engine.FindImageAsync(reference, ct).ConfigureAwait(false) is { } image ? OwnImage.Refusal(reference, runtime, Names().Real.GetValueOrDefault(runtime, $"clawfleet/{runtime}"), image) : null;

    private static async Task<ImmutableSortedDictionary<string, EngineException>> EnsureAllAsync(IReadOnlyCollection<string> references, Func<string, Task> ensure, CancellationToken ct)
    {
        var failures = new ConcurrentDictionary<string, EngineException>(StringComparer.Ordinal);
        await Parallel.ForEachAsync(references, new ParallelOptions { MaxDegreeOfParallelism = BuildsAtOnce, CancellationToken = ct }, async (reference, _) =>
        {
            try
            {
                await ensure(reference).ConfigureAwait(false);
            }
            catch (EngineException e)
            {
                failures[reference] = e;
            }
        }).ConfigureAwait(false);
        return failures.ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static CatalogueEntry At(CatalogueEntry entry, string? version) => version is null ? entry : entry.At(version);

    private async Task<string?> MissingAsync(CatalogueEntry entry, ImagePuller puller, bool retry, CancellationToken ct)
    {
        if (await Engine.FindImageAsync(_recipes.Real(entry, ToolSet.Empty).Reference, ct).ConfigureAwait(false) is not null
            || await Engine.FindImageAsync(entry.UpstreamImage!, ct).ConfigureAwait(false) is not null)
        {
            return null;
        }

        if (!retry && entry.HasSimulator && await Engine.FindImageAsync(_recipes.Simulated(entry, ToolSet.Empty).Reference, ct).ConfigureAwait(false) is not null)
        {
            return $"{entry.UpstreamImage} could not be pulled before; --build tries again";
        }

        try
        {
            await puller.PullAsync(entry.UpstreamImage!, ct).ConfigureAwait(false);
            return null;
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.PullFailed)
        {
            return e.Message;
        }
    }

    private async Task<string[]> AbsentAsync(IReadOnlyCollection<string> references, CancellationToken ct)
    {
        var found = await Task.WhenAll(references.Select(async r => (Reference: r, Image: await Engine.FindImageAsync(r, ct).ConfigureAwait(false)))).ConfigureAwait(false);
        return [.. found.Where(f => f.Image is null).Select(f => f.Reference)];
    }
}
