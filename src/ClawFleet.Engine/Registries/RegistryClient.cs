using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using ClawFleet.Engine.Connections;
using ClawFleet.Engine.Images;

namespace ClawFleet.Engine.Registries;

/// <summary>
/// A registry itself, over the OCI distribution API, for what no engine does: putting the images of several platforms under one name. Logins are those of the docker
/// client's configuration. Plain http is spoken to this machine alone, as engines do.
/// </summary>
public sealed class RegistryClient : IDisposable
{
    private const string DockerManifest = "application/vnd.docker.distribution.manifest.v2+json";
    private const string DockerList = "application/vnd.docker.distribution.manifest.list.v2+json";
    private const string OciManifest = "application/vnd.oci.image.manifest.v1+json";
    private const string OciIndex = "application/vnd.oci.image.index.v1+json";

    private readonly HttpClient _http;
    private readonly RegistryAccess _access;

    public RegistryClient() : this(EngineSurroundings.Current, new HttpClientHandler { CheckCertificateRevocationList = true })
    {
    }

    internal RegistryClient(EngineSurroundings here, HttpMessageHandler handler)
    {
        _http = new HttpClient(handler) { Timeout = TimeSpan.FromSeconds(60) };
        _access = new RegistryAccess(_http, new DockerLogins(here));
    }

    /// <param name="reference">By tag: <c>ghcr.io/team/zeroclaw:0.8.4-arm64</c>.</param>
    /// <returns>Null where the registry has no image of that name.</returns>
    /// <exception cref="EngineException"><see cref="EngineErrorKind.PullFailed"/>.</exception>
    public async Task<RegistryManifest?> FindAsync(string reference, CancellationToken ct)
    {
        var doing = $"look for image {reference}";
        var name = ImageName.Parse(reference);
        using var answer = await SendAsync(() => Request(HttpMethod.Get, name, $"manifests/{name.Tag}", DockerManifest, OciManifest), reference, doing, EngineErrorKind.PullFailed, ct).ConfigureAwait(false);
        if (answer is null)
        {
            return null;
        }

        var bytes = await answer.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false);
        try
        {
            using var manifest = JsonDocument.Parse(bytes);
            var digest = manifest.RootElement.GetProperty("config").GetProperty("digest").GetString()!;
            using var blob = await SendAsync(() => Request(HttpMethod.Get, name, $"blobs/{digest}"), reference, doing, EngineErrorKind.PullFailed, ct).ConfigureAwait(false)
                ?? throw new EngineException(EngineErrorKind.PullFailed, $"Cannot {doing}: the registry has its manifest and not its configuration.");
            using var config = JsonDocument.Parse(await blob.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false));
            return Of(answer.Content.Headers.ContentType?.MediaType ?? OciManifest, bytes, config.RootElement);
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new EngineException(EngineErrorKind.PullFailed, $"Cannot {doing}: the registry's answer is not understood.", e);
        }
    }

    /// <summary>Puts images that lie in one repository under one name more: who pulls that gets the one of their platform.</summary>
    /// <returns>The digest of the whole.</returns>
    /// <exception cref="EngineException"><see cref="EngineErrorKind.PushFailed"/>.</exception>
    public async Task<string> PutIndexAsync(string reference, IReadOnlyList<RegistryManifest> images, CancellationToken ct)
    {
        var doing = $"push index {reference}";
        var name = ImageName.Parse(reference);
        var type = images.All(i => i.MediaType == DockerManifest) ? DockerList : OciIndex;
        var bytes = Index(type, images);
        HttpRequestMessage Put()
        {
            var request = Request(HttpMethod.Put, name, $"manifests/{name.Tag}");
            request.Content = new ByteArrayContent(bytes) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
            return request;
        }

        _access.Forget();
        using var answer = await SendAsync(Put, reference, doing, EngineErrorKind.PushFailed, ct).ConfigureAwait(false)
            ?? throw new EngineException(EngineErrorKind.PushFailed, $"Cannot {doing}: the registry has no such repository.");
        return Digest(bytes);
    }

    public void Dispose() => _http.Dispose();

    private static RegistryManifest Of(string mediaType, byte[] manifest, JsonElement config)
    {
        var labels = config.TryGetProperty("config", out var inner) && inner.TryGetProperty("Labels", out var map) && map.ValueKind == JsonValueKind.Object
            ? map.EnumerateObject().ToDictionary(l => l.Name, l => l.Value.GetString() ?? "", StringComparer.Ordinal) : [];
        return new RegistryManifest(mediaType, Digest(manifest), manifest.Length, config.GetProperty("os").GetString()!, config.GetProperty("architecture").GetString()!,
            config.TryGetProperty("variant", out var variant) ? variant.GetString() : null, labels);
    }

    private static byte[] Index(string type, IReadOnlyList<RegistryManifest> images)
    {
        using var json = new MemoryStream();
        using (var writer = new Utf8JsonWriter(json))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schemaVersion", 2);
            writer.WriteString("mediaType", type);
            writer.WriteStartArray("manifests");
            foreach (var image in images.OrderBy(i => i.Architecture, StringComparer.Ordinal))
            {
                writer.WriteStartObject();
                writer.WriteString("mediaType", image.MediaType);
                writer.WriteString("digest", image.Digest);
                writer.WriteNumber("size", image.Size);
                writer.WriteStartObject("platform");
                writer.WriteString("architecture", image.Architecture);
                writer.WriteString("os", image.Os);
                if (image.Variant is { } variant)
                {
                    writer.WriteString("variant", variant);
                }

                writer.WriteEndObject();
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return json.ToArray();
    }

    private static string Digest(byte[] bytes) => "sha256:" + Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static HttpRequestMessage Request(HttpMethod method, ImageName name, string what, params string[] accept)
    {
        var (host, path) = RegistryHost.Address(name.Repository);
        var request = new HttpRequestMessage(method, new Uri($"{host}/v2/{path}/{what}"));
        foreach (var type in accept)
        {
            request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(type));
        }

        return request;
    }

    /// <returns>Null where the registry has not what was asked for.</returns>
    private async Task<HttpResponseMessage?> SendAsync(Func<HttpRequestMessage> request, string reference, string doing, EngineErrorKind kind, CancellationToken ct)
    {
        try
        {
            var answer = await _access.SendAsync(request, RegistryHost.Of(reference), ct).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode)
            {
                return answer;
            }

            using (answer)
            {
                return answer.StatusCode == HttpStatusCode.NotFound ? null
                    : throw new EngineException(kind, answer.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                        ? $"Cannot {doing}: the registry wants a login that may do that (docker login)."
                        : $"Cannot {doing}: the registry answered with status {(int)answer.StatusCode}.")
                    { StatusCode = (int)answer.StatusCode };
            }
        }
        catch (Exception e) when (e is HttpRequestException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            throw new EngineException(kind, $"Cannot {doing}: the registry cannot be reached from here ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
