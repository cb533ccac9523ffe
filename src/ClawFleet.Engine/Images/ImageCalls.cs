using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using ClawFleet.Engine.Errors;
using ClawFleet.Engine.Http;
using ClawFleet.Engine.Registries;
using ClawFleet.Engine.Streams;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Images;

/// <summary><c>/images</c> of the Engine API, without building.</summary>
internal sealed class ImageCalls(EngineHttp http, DockerLogins logins)
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    public async Task<ImageDetails?> FindAsync(string reference, CancellationToken ct)
    {
        var doing = $"inspect image {reference}";
        try
        {
            var json = await http.GetBytesAsync(Path(reference, "/json"), doing, ct).ConfigureAwait(false);
            var image = JsonSerializer.Deserialize(json, WireJson.Default.WireImage)!;
            return new ImageDetails(image.Id ?? "", ImageName.Tags(image.RepoTags), image.Architecture ?? "", image.Size ?? 0, image.Config?.User ?? "",
                image.Config?.Env ?? [], image.Config?.Labels ?? NoLabels, Encoding.UTF8.GetString(json))
            {
                Os = image.Os ?? "linux",
                Created = WireTime.Parse(image.Created) ?? default,
                RegistryDigests = image.RepoDigests ?? [],
            };
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            return null;
        }
        catch (JsonException e)
        {
            throw EngineErrors.NotUnderstood(doing, e);
        }
    }

    public async Task<IReadOnlyList<ImageSummary>> ListAsync(string? labelFilter, CancellationToken ct)
    {
        var path = new Query("/images/json").AddLabelFilters(labelFilter is null ? [] : [labelFilter]).ToString();
        var rows = await http.GetAsync(path, WireJson.Default.ListWireImageRow, "list images", ct).ConfigureAwait(false);
        return rows.ConvertAll(r => new ImageSummary(r.Id ?? "", ImageName.Tags(r.RepoTags), WireTime.Parse(r.Created) ?? default, r.Size ?? 0, r.Labels ?? NoLabels));
    }

    public async IAsyncEnumerable<PullProgress> PullAsync(string reference, [EnumeratorCancellation] CancellationToken ct)
    {
        var doing = $"pull image {reference}";
        var name = ImageName.Parse(reference);
        var path = new Query("/images/create").Add("fromImage", name.Repository).Add("tag", name.Digest ?? name.Tag ?? "latest").ToString();
        var (login, trouble) = await FindLoginAsync(reference, ct).ConfigureAwait(false);
        await using var stream = await OpenAsync(path, null, doing, e => PullFailure(doing, e, trouble), ct, login).ConfigureAwait(false);
        await foreach (var message in JsonLines.ReadAsync(stream, WireJson.Default.WireProgress, ct).ConfigureAwait(false))
        {
            if (ErrorOf(message) is { } error)
                throw PullFailure(doing, EngineErrors.FromAnswer(doing, 0, error), trouble);
            yield return new PullProgress(message.Id ?? "", message.Status ?? message.Stream?.TrimEnd() ?? "", message.Detail?.Current, message.Detail?.Total);
        }
    }

    public async Task<string> ImportAsync(Stream rootFsTar, string reference, CancellationToken ct)
    {
        var doing = $"import image {reference}";
        var name = ImageName.Parse(reference);
        // Podman before 5 leaves the tag out and names it "latest": there the image is named once it is in.
        var isPodman = (await http.IdentifyAsync(ct).ConfigureAwait(false)).IsPodman;
        var query = new Query("/images/create").Add("fromSrc", "-");
        var path = (isPodman ? query : query.Add("repo", name.Repository).Add("tag", name.Tag ?? "latest")).ToString();
        string? id = null;
        await using var stream = await OpenAsync(path, TarContent.Of(rootFsTar), doing, null, ct).ConfigureAwait(false);
        await foreach (var message in JsonLines.ReadAsync(stream, WireJson.Default.WireProgress, ct).ConfigureAwait(false))
        {
            if (ErrorOf(message) is { } error)
                throw EngineErrors.FromAnswer(doing, 0, error);
            id = message.Id ?? message.Status ?? id;
        }

        if (isPodman && id is not null)
            await TagAsync(id, reference, ct).ConfigureAwait(false);
        var image = await FindAsync(reference, ct).ConfigureAwait(false) ?? throw EngineErrors.FromAnswer(doing, 0, "the engine took it but does not have it");
        return image.Id;
    }

    public Task TagAsync(string reference, string newReference, CancellationToken ct)
    {
        var name = ImageName.Parse(newReference);
        var path = new Query(Path(reference, "/tag")).Add("repo", name.Repository).Add("tag", name.Tag ?? "latest").ToString();
        return http.PostAsync(path, null, $"tag image {reference} as {newReference}", ct);
    }

    public Task RemoveAsync(string reference, bool force, CancellationToken ct) =>
        http.DeleteAsync(new Query(Path(reference, "")).AddFlag("force", force).ToString(), $"remove image {reference}", ct);

    public async Task<IReadOnlyList<ImageLayer>> HistoryAsync(string reference, CancellationToken ct)
    {
        var layers = await http.GetAsync(Path(reference, "/history"), WireJson.Default.ListWireLayer, $"read the history of image {reference}", ct).ConfigureAwait(false);
        return layers.ConvertAll(l => new ImageLayer(l.Id ?? "", l.CreatedBy ?? "", l.Size ?? 0));
    }

    public static string? ErrorOf(WireProgress message) =>
        message.Error is null && message.ErrorDetail is null ? null : message.ErrorDetail?.Message is { Length: > 0 } detail ? detail : message.Error ?? "no reason given";

    internal static string Path(string reference, string call) => $"/images/{Query.Reference(reference)}{call}";

    private async Task<AnswerStream> OpenAsync(string path, HttpContent? content, string doing, Func<EngineException, EngineException>? translate, CancellationToken ct, RegistryLogin? login = null)
    {
        try
        {
            return await http.StreamAsync(HttpMethod.Post, path, content, doing, ct, login).ConfigureAwait(false);
        }
        catch (EngineException e) when (translate is not null && e.StatusCode is not null)
        {
            throw translate(e);
        }
    }

    /// <summary>Most images are for everybody: logins that cannot be read matter only where the pull fails.</summary>
    private async Task<(RegistryLogin? Login, string? Trouble)> FindLoginAsync(string reference, CancellationToken ct)
    {
        try
        {
            return (await logins.FindAsync(RegistryHost.Of(reference), ct).ConfigureAwait(false), null);
        }
        catch (EngineException e)
        {
            return (null, e.Message);
        }
    }

    /// <summary>Whatever the registry's side said is a failed pull; what the engine's own side said keeps its kind.</summary>
    private static EngineException PullFailure(string doing, EngineException error, string? trouble)
    {
        if (error.Kind is EngineErrorKind.NoSpace or EngineErrorKind.PullFailed)
            return error;
        var words = error.Message[(error.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.');
        var remedy = ErrorTexts.IsPlainHttp(words) ? ErrorTexts.PlainHttp
            : ErrorTexts.IsRegistryOutOfReach(words) ? "the registry cannot be reached from here"
            : ErrorTexts.IsPullDenied(words) ? "the registry has no such image or wants a login (docker login)" : null;
        var message = remedy is null ? $"Cannot {doing}: {words}." : $"Cannot {doing}: {remedy} ({words}).";
        return new EngineException(EngineErrorKind.PullFailed, trouble is null ? message : $"{message} {trouble}", error) { StatusCode = error.StatusCode };
    }
}
