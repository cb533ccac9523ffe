using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClawFleet.Engine.Connections;
using ClawFleet.Engine.Errors;
using ClawFleet.Engine.Registries;

namespace ClawFleet.Engine.Http;

/// <summary>
/// HTTP to the engine: connections are pooled and calls run side by side. The API version is negotiated once, by a <c>/_ping</c> on the connection
/// that the first call then uses. Every failure comes out as an <see cref="EngineException"/> that starts with what was being done.
/// </summary>
internal sealed class EngineHttp : IDisposable
{
    private const string Origin = "http://engine";
    private static readonly TimeSpan PingTimeout = TimeSpan.FromSeconds(5);

    private readonly HttpMessageInvoker _invoker;
    private readonly SemaphoreSlim _identifying = new(1, 1);
    private volatile EngineIdentity? _identity;

    public EngineHttp(EngineConnector connector)
    {
        Connector = connector;
        // The invoker, not HttpClient: no default time limit of 100 s, no buffering, less to start.
        _invoker = new HttpMessageInvoker(NewHandler((_, ct) => connector.ConnectAsync(ct)), disposeHandler: true);
    }

    public EngineConnector Connector { get; }

    public static SocketsHttpHandler NewHandler(Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>> connect) => new()
    {
        ConnectCallback = connect,
        UseProxy = false,
        UseCookies = false,
        AllowAutoRedirect = false,
        ActivityHeadersPropagator = null,
    };

    /// <summary>The engine's identity, asked for once.</summary>
    public async ValueTask<EngineIdentity> IdentifyAsync(CancellationToken ct)
    {
        if (_identity is { } known)
            return known;
        await _identifying.WaitAsync(ct).ConfigureAwait(false);
        try
        {
            return _identity ??= await PingAsync(ct).ConfigureAwait(false);
        }
        finally
        {
            _identifying.Release();
        }
    }

    /// <summary>Sends and returns the answer once its head is there; an answer that is no success becomes an exception.</summary>
    /// <param name="doing">What the call is for, as an infinitive: <c>start container web</c>.</param>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, HttpContent? content, string doing, CancellationToken ct) =>
        SendAsync(_invoker, method, path, content, doing, ct);

    /// <summary>The same over another connection than the pool's, for calls that take their connection over.</summary>
    /// <param name="login">What a registry wants to know; null for none.</param>
    public async Task<HttpResponseMessage> SendAsync(HttpMessageInvoker invoker, HttpMethod method, string path, HttpContent? content, string doing, CancellationToken ct, bool upgrade = false, RegistryLogin? login = null)
    {
        var identity = await IdentifyAsync(ct).ConfigureAwait(false);
        using var request = new HttpRequestMessage(method, new Uri($"{Origin}/v{identity.VersionText}{path}"));
        request.Content = content;
        if (login is not null)
            request.Headers.TryAddWithoutValidation(RegistryLogin.Header, login.HeaderValue);
        if (upgrade)
        {
            request.Headers.Connection.Add("Upgrade");
            request.Headers.Upgrade.Add(new ProductHeaderValue("tcp"));
        }

        var response = await EngineErrors.GuardAsync(doing, invoker.SendAsync(request, ct), Connector, ct).ConfigureAwait(false);
        if (response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.NotModified or HttpStatusCode.SwitchingProtocols)
            return response;
        using (response)
        {
            throw EngineErrors.FromAnswer(doing, (int)response.StatusCode, await ReadErrorAsync(response, ct).ConfigureAwait(false));
        }
    }

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, string doing, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, doing, ct).ConfigureAwait(false);
        return await ReadAsync(response, type, doing, ct).ConfigureAwait(false);
    }

    public async Task<TAnswer> PostAsync<TBody, TAnswer>(string path, TBody body, JsonTypeInfo<TBody> bodyType, JsonTypeInfo<TAnswer> answerType, string doing, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Post, path, Json(body, bodyType), doing, ct).ConfigureAwait(false);
        return await ReadAsync(response, answerType, doing, ct).ConfigureAwait(false);
    }

    /// <summary>Posts and drops the answer (after reading it, so that the connection can be used again).</summary>
    public async Task PostAsync(string path, HttpContent? content, string doing, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Post, path, content, doing, ct).ConfigureAwait(false);
        await DrainAsync(response, doing, ct).ConfigureAwait(false);
    }

    public async Task DeleteAsync(string path, string doing, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Delete, path, null, doing, ct).ConfigureAwait(false);
        await DrainAsync(response, doing, ct).ConfigureAwait(false);
    }

    /// <summary>The body as bytes.</summary>
    public async Task<byte[]> GetBytesAsync(string path, string doing, CancellationToken ct)
    {
        using var response = await SendAsync(HttpMethod.Get, path, null, doing, ct).ConfigureAwait(false);
        return await EngineErrors.GuardAsync(doing, response.Content.ReadAsByteArrayAsync(ct), Connector, ct).ConfigureAwait(false);
    }

    /// <summary>A body that goes on: reading it fails with <see cref="EngineErrorKind.ConnectionLost"/> when the engine goes away. Disposing it ends the call.</summary>
    public async Task<AnswerStream> StreamAsync(HttpMethod method, string path, HttpContent? content, string doing, CancellationToken ct, RegistryLogin? login = null)
    {
        var response = await SendAsync(_invoker, method, path, content, doing, ct, login: login).ConfigureAwait(false);
        var body = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        return new AnswerStream(response, body, doing, Connector);
    }

    public static ByteArrayContent Json<T>(T body, JsonTypeInfo<T> type)
    {
        var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body, type));
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        return content;
    }

    public void Dispose()
    {
        _invoker.Dispose();
        _identifying.Dispose();
    }

    private async Task<T> ReadAsync<T>(HttpResponseMessage response, JsonTypeInfo<T> type, string doing, CancellationToken ct)
    {
        // Whole, then read: answers are small, and reading JSON from a stream costs a command that lives for milliseconds more to get going.
        var body = await EngineErrors.GuardAsync(doing, response.Content.ReadAsByteArrayAsync(ct), Connector, ct).ConfigureAwait(false);
        try
        {
            return JsonSerializer.Deserialize(body, type) ?? throw EngineErrors.NotUnderstood(doing, null);
        }
        catch (JsonException e)
        {
            throw EngineErrors.NotUnderstood(doing, e);
        }
    }

    private async Task DrainAsync(HttpResponseMessage response, string doing, CancellationToken ct)
    {
        if (response.Content.Headers.ContentLength is not 0)
            await EngineErrors.GuardAsync(doing, response.Content.ReadAsByteArrayAsync(ct), Connector, ct).ConfigureAwait(false);
    }

    private static async Task<string> ReadErrorAsync(HttpResponseMessage response, CancellationToken ct)
    {
        try
        {
            return ErrorBody.Message(await response.Content.ReadAsByteArrayAsync(ct).ConfigureAwait(false));
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            // The status alone still says what happened.
            return "";
        }
    }

    private async Task<EngineIdentity> PingAsync(CancellationToken ct)
    {
        const string doing = "reach the engine";
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(PingTimeout);
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Origin + "/_ping"));
            using var response = await EngineErrors.GuardAsync(doing, _invoker.SendAsync(request, deadline.Token), Connector, deadline.Token).ConfigureAwait(false);
            await DrainAsync(response, doing, deadline.Token).ConfigureAwait(false);
            var isPodman = response.Headers.Contains("Libpod-Api-Version");
            var theirs = ApiVersion.TryParse(response.Headers.TryGetValues("Api-Version", out var values) ? values.First() : null)
                ?? throw new EngineException(EngineErrorKind.Unreachable, $"What answers at {Connector.Chosen} is no container engine (its answer to /_ping has no Api-Version).") { StatusCode = (int)response.StatusCode };
            if (theirs < ApiVersion.Oldest)
                throw new EngineException(EngineErrorKind.Unsupported, $"The engine at {Connector.Chosen} speaks API {theirs}; ClawFleet needs {ApiVersion.Oldest} or newer (Docker 19.03, Podman 3.4). Update the engine.");
            return new EngineIdentity(theirs < ApiVersion.Newest ? theirs : ApiVersion.Newest, isPodman);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new EngineException(EngineErrorKind.Unreachable, $"The engine at {Connector.Chosen} accepts connections but did not answer within {PingTimeout.TotalSeconds:0} s; restart it.");
        }
    }
}
