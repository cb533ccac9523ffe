using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ClawFleet.Engine.Errors;
using ClawFleet.Engine.Http;
using ClawFleet.Engine.Streams;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Images;

/// <summary><c>/build</c> of the Engine API with the classic builder, which Docker and Podman both have and which needs no session.</summary>
internal sealed class BuildCalls(EngineHttp http, ImageCalls images)
{
    private const int LastLines = 30;

    public async IAsyncEnumerable<BuildProgress> BuildAsync(ImageBuildSpec spec, Stream contextTar, [EnumeratorCancellation] CancellationToken ct)
    {
        var doing = $"build image {(spec.Tags.Count > 0 ? spec.Tags[0] : spec.Dockerfile)}";
        var last = new Queue<string>();
        var partial = new StringBuilder();
        string? id = null;
        await using var stream = await http.StreamAsync(HttpMethod.Post, Path(spec), TarContent.Of(contextTar), doing, ct).ConfigureAwait(false);
        await foreach (var message in JsonLines.ReadAsync(stream, WireJson.Default.WireProgress, ct).ConfigureAwait(false))
        {
            id = message.Aux?.ID ?? id;
            if (ImageCalls.ErrorOf(message) is { } error)
                throw Failure(doing, error, [.. last, .. partial.Length > 0 ? [partial.ToString()] : Array.Empty<string>()]);
            foreach (var line in Lines(message, partial))
            {
                if (!IsBookkeeping(line))
                {
                    last.Enqueue(line);
                    if (last.Count > LastLines)
                        last.Dequeue();
                }

                yield return new BuildProgress(line);
            }
        }

        if (partial.Length > 0)
            yield return new BuildProgress(partial.ToString());
        // Podman's older builders say the id only as text; the tag is the sure way.
        id ??= spec.Tags.Count > 0 ? (await images.FindAsync(spec.Tags[0], ct).ConfigureAwait(false))?.Id : null;
        yield return new BuildProgress($"Built {id}", id ?? throw Failure(doing, "the builder ended without an image", [.. last]));
    }

    private static string Path(ImageBuildSpec spec)
    {
        var query = new Query("/build").Add("dockerfile", spec.Dockerfile).Add("target", spec.Target).Add("platform", spec.Platform)
            .Add("rm", "1").Add("forcerm", "1").AddFlag("nocache", spec.NoCache).Add("buildargs", Object(spec.BuildArguments)).Add("labels", Object(spec.Labels));
        foreach (var tag in spec.Tags)
            query.Add("t", tag);
        return query.ToString();
    }

    private static string? Object(IReadOnlyDictionary<string, string> values) =>
        values.Count == 0 ? null : JsonSerializer.Serialize(values.ToDictionary(), WireJson.Default.DictionaryStringString);

    /// <summary>Whole lines only: the builder passes on what a step prints in pieces. A pull's progress bars are left out.</summary>
    private static IEnumerable<string> Lines(WireProgress message, StringBuilder partial)
    {
        if (message.Status is { } status)
        {
            if (message.Detail?.Current is null)
                yield return message.Id is { Length: > 0 } id ? $"{id}: {status}" : status;
            yield break;
        }

        // Docker paints what a step writes to its errors red.
        partial.Append(message.Stream?.Replace("\e[91m", "", StringComparison.Ordinal).Replace("\e[0m", "", StringComparison.Ordinal));
        var text = partial.ToString();
        var end = text.LastIndexOf('\n');
        if (end < 0)
            yield break;
        partial.Clear().Append(text, end + 1, text.Length - end - 1);
        foreach (var line in text[..end].Split('\n'))
        {
            // A bar that draws over itself: what it ended as.
            var shown = line.TrimEnd('\r');
            yield return shown[(shown.LastIndexOf('\r') + 1)..];
        }
    }

    /// <summary>What the classic builder says of its own images and containers, which tells nobody why a step failed.</summary>
    private static bool IsBookkeeping(string line) =>
        line.Length == 0 || line.StartsWith(" ---> ", StringComparison.Ordinal) || line.StartsWith("Removing intermediate container ", StringComparison.Ordinal) || (line.StartsWith("Step ", StringComparison.Ordinal) && line.Contains(" : ARG ", StringComparison.Ordinal));

    private static EngineException Failure(string doing, string error, IReadOnlyList<string> lastLines)
    {
        var words = EngineErrors.Sentence(error);
        var kind = ErrorTexts.Classify(words) == EngineErrorKind.NoSpace ? EngineErrorKind.NoSpace : EngineErrorKind.BuildFailed;
        return new EngineException(kind, $"Cannot {doing}: {words}.") { LastLines = lastLines };
    }
}
