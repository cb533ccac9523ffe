using System.Text.Json.Nodes;
using ClawFleet.Chat.Http;

namespace ClawFleet.Chat.MicroClaw;

/// <summary>MicroClaw's own A2A, <c>POST /api/a2a/message</c>: one JSON answer a turn. Errors are plain text. Source: <c>src/web/a2a.rs</c>.</summary>
internal sealed class MicroClawClient(ChatEndpoint endpoint) : IChatClient
{
    private readonly ChatHttp _http = new(endpoint);

    public async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken ct)
    {
        var body = new JsonObject
        {
            ["message"] = request.Text,
            ["senderName"] = "clawden",
            ["sourceAgent"] = "clawden",

            // Without a key all callers would share one conversation.
            ["sessionKey"] = "clawden-" + (request.Session ?? Guid.NewGuid().ToString("N")),
        };
        var text = await _http.CallAsync(body, ct).ConfigureAwait(false);
        var json = Json.Object(text);
        if (json["ok"] is JsonValue ok && ok.TryGetValue<bool>(out var good) && !good)
        {
            throw Faults.Turn(endpoint, Faults.Said(text));
        }

        return endpoint.Reply(json.Text("response") ?? throw Faults.Malformed(text));
    }

    public void Dispose() => _http.Dispose();
}
