using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using ClawFleet.Engine.Errors;
using ClawFleet.Engine.Http;
using ClawFleet.Engine.Registries;
using ClawFleet.Engine.Streams;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Images;

/// <summary>Whole images into and out of the engine: to a registry, and as the archive of <c>docker save</c>.</summary>
internal sealed partial class TransferCalls(EngineHttp http, ImageCalls images, DockerLogins logins)
{
    public async IAsyncEnumerable<PushProgress> PushAsync(string reference, [EnumeratorCancellation] CancellationToken ct)
    {
        var doing = $"push image {reference}";
        var name = ImageName.Parse(reference);
        var host = RegistryHost.Of(reference);
        // Docker wants the header even where there is no login: it is how it tells this call from an older one.
        var login = await logins.FindAsync(host, ct).ConfigureAwait(false) ?? new RegistryLogin(host, "", "", null);
        // Docker takes plain http from this machine without a word; Podman has to be told.
        var plain = RegistryHost.IsThisMachine(host) && (await http.IdentifyAsync(ct).ConfigureAwait(false)).IsPodman;
        var path = new Query(ImageCalls.Path(name.Repository, "/push")).Add("tag", name.Tag ?? "latest").Add("tlsVerify", plain ? "false" : null).ToString();
        string? digest = null;
        await using var stream = await OpenAsync(path, doing, login, ct).ConfigureAwait(false);
        await foreach (var message in JsonLines.ReadAsync(stream, WireJson.Default.WireProgress, ct).ConfigureAwait(false))
        {
            if (ImageCalls.ErrorOf(message) is { } error)
                throw Failure(doing, EngineErrors.FromAnswer(doing, 0, error));
            digest = message.Aux?.Digest ?? InWords().Match(message.Status ?? "").Groups["digest"] switch { { Success: true } said => said.Value, _ => digest };
            if (message.Status is { } status && message.Detail?.Current is null)
                yield return new PushProgress(message.Id ?? "", status);
        }

        digest ??= await KnownDigestAsync(reference, name.Repository, ct).ConfigureAwait(false);
        yield return new PushProgress("", $"Pushed {digest}", digest ?? throw Failure(doing, EngineErrors.FromAnswer(doing, 0, "the engine does not say under which digest the registry has it")));
    }

    public async Task<Stream> SaveAsync(string reference, CancellationToken ct) =>
        await http.StreamAsync(HttpMethod.Get, ImageCalls.Path(reference, "/get"), null, $"save image {reference}", ct).ConfigureAwait(false);

    public async Task LoadAsync(Stream archive, CancellationToken ct)
    {
        const string doing = "load an image";
        await using var stream = await http.StreamAsync(HttpMethod.Post, new Query("/images/load").Add("quiet", "1").ToString(), TarContent.Of(archive), doing, ct).ConfigureAwait(false);
        await foreach (var message in JsonLines.ReadAsync(stream, WireJson.Default.WireProgress, ct).ConfigureAwait(false))
        {
            if (ImageCalls.ErrorOf(message) is { } error)
                throw EngineErrors.FromAnswer(doing, 0, error);
        }
    }

    /// <summary>An engine that does not tell the digest keeps it with the image.</summary>
    private async Task<string?> KnownDigestAsync(string reference, string repository, CancellationToken ct) =>
        (await images.FindAsync(reference, ct).ConfigureAwait(false))?.RegistryDigests.FirstOrDefault(d => d.StartsWith(repository + "@", StringComparison.Ordinal))?[(repository.Length + 1)..];

    private async Task<AnswerStream> OpenAsync(string path, string doing, RegistryLogin login, CancellationToken ct)
    {
        try
        {
            return await http.StreamAsync(HttpMethod.Post, path, null, doing, ct, login).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.StatusCode is not null and not 404)
        {
            throw Failure(doing, e);
        }
    }

    /// <summary>Podman says it in words alone: <c>0.8.4: digest: sha256:… size: 1081</c>.</summary>
    [GeneratedRegex("digest: (?<digest>sha256:[0-9a-f]{64})", RegexOptions.CultureInvariant)]
    private static partial Regex InWords();

    private static EngineException Failure(string doing, EngineException error)
    {
        if (error.Kind is EngineErrorKind.NoSpace)
            return error;
        var words = error.Message[(error.Message.IndexOf(": ", StringComparison.Ordinal) + 2)..].TrimEnd('.');
        var remedy = ErrorTexts.IsPushDenied(words) ? "the registry wants a login that may write there (docker login)"
            : ErrorTexts.IsPlainHttp(words) ? ErrorTexts.PlainHttp
            : ErrorTexts.IsRegistryOutOfReach(words) ? "the registry cannot be reached from here" : null;
        return new EngineException(EngineErrorKind.PushFailed, remedy is null ? $"Cannot {doing}: {words}." : $"Cannot {doing}: {remedy} ({words}).", error) { StatusCode = error.StatusCode };
    }
}
