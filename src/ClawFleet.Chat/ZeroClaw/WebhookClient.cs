using System.Text.Json.Nodes;
using ClawFleet.Chat.Http;

namespace ClawFleet.Chat.ZeroClaw;

/// <summary>ZeroClaw's <c>POST /webhook</c>: one JSON answer a turn, the conversation named by <c>X-Session-Id</c>. Source: <c>crates/zeroclaw-gateway/src/lib.rs</c>.</summary>
internal sealed class WebhookClient(ChatEndpoint endpoint) : IChatClient
{
    private readonly ChatHttp _http = new(endpoint);

    public async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken ct)
    {
        (string, string)[] headers = request.Session is { } session ? [("X-Session-Id", session)] : [];
        var body = await _http.CallAsync(new JsonObject { ["message"] = request.Text }, ct, headers).ConfigureAwait(false);
        return endpoint.Reply(Json.Object(body).Text("response") ?? throw Faults.Malformed(body));
    }

    public void Dispose() => _http.Dispose();
}
