using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace ClawFleet.Chat.Http;

/// <summary>HTTP to one member: the token, no proxy, no time limit of its own, and every fault as a clause.</summary>
internal sealed class ChatHttp : IDisposable
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly ChatEndpoint _endpoint;
    private readonly HttpClient _http;

    public ChatHttp(ChatEndpoint endpoint)
    {
        _endpoint = endpoint;

        // Members are on this machine: a proxy of the environment must not see them. No redirect may carry the token away.
        _http = new HttpClient(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, ConnectTimeout = ConnectTimeout }) { Timeout = Timeout.InfiniteTimeSpan };
        if (endpoint.Token is { } token)
        {
            _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }
    }

    /// <summary>Posts and gives the answer once its headers are there; the caller disposes it.</summary>
    public async Task<HttpResponseMessage> PostAsync(JsonObject body, bool wantsEvents, CancellationToken ct, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint.Url) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.ToJsonString())) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue(wantsEvents ? "text/event-stream" : "application/json"));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await SendAsync(request, ct).ConfigureAwait(false);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, CancellationToken ct)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_endpoint.Address, path));
        return await SendAsync(request, ct).ConfigureAwait(false);
    }

    /// <summary>Posts and reads the whole answer.</summary>
    /// <exception cref="ChatException">Its status is no success.</exception>
    public async Task<string> CallAsync(JsonObject body, CancellationToken ct, params (string Name, string Value)[] headers)
    {
        using var answer = await PostAsync(body, wantsEvents: false, ct, headers).ConfigureAwait(false);
        var text = await ReadAsync(answer, ct).ConfigureAwait(false);
        return answer.IsSuccessStatusCode ? text : throw Faults.Status(_endpoint, answer.StatusCode, text);
    }

    public static async Task<string> ReadAsync(HttpResponseMessage answer, CancellationToken ct)
    {
        try
        {
            return await answer.Content.ReadAsStringAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw Faults.Cut(e);
        }
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken ct)
    {
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        }
        catch (HttpRequestException e)
        {
            throw e.HttpRequestError is HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError ? Faults.Unreachable(_endpoint, e) : Faults.Cut(e);
        }
        catch (OperationCanceledException e) when (!ct.IsCancellationRequested)
        {
            throw Faults.Unreachable(_endpoint, e);
        }
    }
}
