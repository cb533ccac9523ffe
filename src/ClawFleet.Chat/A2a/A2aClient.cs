using System.Text.Json.Nodes;
using ClawFleet.Chat.Http;

namespace ClawFleet.Chat.A2a;

/// <summary>
/// A2A by JSON-RPC 2.0: <c>message/stream</c> where the member has it, else <c>message/send</c> (ZeroClaw has only that). The conversation's name is the
/// <c>contextId</c>; ZeroClaw makes each call a conversation of its own all the same.
/// </summary>
internal sealed class A2aClient(ChatEndpoint endpoint) : IChatClient
{
    private const int MethodNotFound = -32601;
    private const int UnsupportedOperation = -32004;

    private readonly ChatHttp _http = new(endpoint);
    private bool _streams = true;

    public async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken ct)
    {
        if (request.Heard is { } heard && _streams)
        {
            using var answer = await _http.PostAsync(Call("message/stream", request), wantsEvents: true, ct).ConfigureAwait(false);
            if (answer.IsSuccessStatusCode && EventStream.Is(answer))
            {
                if (await ReadEventsAsync(answer, heard, ct).ConfigureAwait(false) is { } streamed)
                {
                    return streamed;
                }
            }
            else
            {
                var said = await ChatHttp.ReadAsync(answer, ct).ConfigureAwait(false);
                if (!LacksMethod(said))
                {
                    return answer.IsSuccessStatusCode ? endpoint.Reply(A2aTask.Read(endpoint, Json.Object(said))) : throw Faults.Status(endpoint, answer.StatusCode, said);
                }
            }

            _streams = false;
        }

        var whole = await _http.CallAsync(Call("message/send", request), ct).ConfigureAwait(false);
        return endpoint.Reply(A2aTask.Read(endpoint, Json.Object(whole)));
    }

    public void Dispose() => _http.Dispose();

    private static JsonObject Call(string method, ChatRequest request)
    {
        var message = new JsonObject
        {
            ["kind"] = "message",
            ["messageId"] = Guid.NewGuid().ToString(),
            ["role"] = "user",
            ["parts"] = new JsonArray(new JsonObject { ["kind"] = "text", ["text"] = request.Text }),
        };
        if (request.Session is { } session)
        {
            message["contextId"] = session;
        }

        return new JsonObject { ["jsonrpc"] = "2.0", ["id"] = "1", ["method"] = method, ["params"] = new JsonObject { ["message"] = message } };
    }

    /// <returns>Null when the member turns out to have no streaming.</returns>
    private async Task<ChatReply?> ReadEventsAsync(HttpResponseMessage answer, Action<string> heard, CancellationToken ct)
    {
        var task = new A2aTask(endpoint);
        await foreach (var item in EventStream.ReadAsync(answer, ct).ConfigureAwait(false))
        {
            if (LacksMethod(item.Data))
            {
                return null;
            }

            var piece = task.Take(Json.Object(item.Data));
            if (piece.Length > 0)
            {
                heard(piece);
            }

            if (task.IsOver)
            {
                return endpoint.Reply(task.Text);
            }
        }

        throw Faults.Cut(null);
    }

    private static bool LacksMethod(string body)
    {
        try
        {
            return JsonNode.Parse(body) is JsonObject json && json["error"] is JsonObject error && error["code"] is JsonValue code
                && code.TryGetValue<int>(out var number) && number is MethodNotFound or UnsupportedOperation;
        }
        catch (System.Text.Json.JsonException)
        {
            return false;
        }
    }
}
