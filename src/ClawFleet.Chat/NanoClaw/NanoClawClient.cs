using System.Text.Json.Nodes;
using ClawFleet.Chat.Http;

namespace ClawFleet.Chat.NanoClaw;

/// <summary>The bridge in a NanoClaw member, since NanoClaw itself has only a Unix socket: <c>POST /chat</c>, one JSON answer a turn. Its contract: <c>runtimes/nanoclaw/README.md</c>.</summary>
internal sealed class NanoClawClient(ChatEndpoint endpoint) : IChatClient
{
    private readonly ChatHttp _http = new(endpoint);

    public async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken ct)
    {
        var call = new JsonObject { ["message"] = request.Text, ["session"] = request.Session ?? "once-" + Guid.NewGuid().ToString("N") };
        var body = await _http.CallAsync(call, ct).ConfigureAwait(false);
        return endpoint.Reply(Json.Object(body).Text("response") ?? throw Faults.Malformed(body));
    }

    public void Dispose() => _http.Dispose();
}
