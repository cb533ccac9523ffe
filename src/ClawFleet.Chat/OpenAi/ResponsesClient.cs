using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Chat.Http;

namespace ClawFleet.Chat.OpenAi;

/// <summary>
/// <c>POST /v1/responses</c>. The runtime keeps the conversation; the id of its last answer names it. IronClaw gives each request 30 seconds and lets the turn go on
/// (503 <c>service_unavailable</c>): the same body with the same <c>Idempotency-Key</c> takes the turn up again. Source: <c>ironclaw_openai_compat/src/responses_workflow.rs</c>.
/// </summary>
internal sealed class ResponsesClient(ChatEndpoint endpoint) : IChatClient
{
    private readonly ChatHttp _http = new(endpoint);

    /// <summary>A 503 that came sooner is no end of waiting, but a fault.</summary>
    public TimeSpan LeastWait { get; init; } = TimeSpan.FromSeconds(20);

    public async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken ct)
    {
        var body = new JsonObject { ["model"] = "default", ["input"] = request.Text };
        if (request.Continuation is { } previous)
        {
            body["previous_response_id"] = previous;
        }

        if (request.Heard is not null)
        {
            body["stream"] = true;
        }

        var key = Guid.NewGuid().ToString("N");
        var heard = new StringBuilder();
        while (true)
        {
            var clock = Stopwatch.StartNew();
            if (await TryAsync(body, key, heard, request.Heard, () => clock.Elapsed >= LeastWait, ct).ConfigureAwait(false) is { } reply)
            {
                return reply;
            }
        }
    }

    public void Dispose() => _http.Dispose();

    /// <returns>Null when the turn goes on and is to be taken up again.</returns>
    private async Task<ChatReply?> TryAsync(JsonObject body, string key, StringBuilder heard, Action<string>? tell, Func<bool> waited, CancellationToken ct)
    {
        using var answer = await _http.PostAsync(body, tell is not null, ct, ("Idempotency-Key", key)).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode && EventStream.Is(answer))
        {
            return await ReadEventsAsync(answer, heard, tell, waited, ct).ConfigureAwait(false);
        }

        var text = await ChatHttp.ReadAsync(answer, ct).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return Whole(Json.Object(text));
        }

        if (answer.StatusCode == HttpStatusCode.NotFound && body.ContainsKey("previous_response_id"))
        {
            throw new ChatException(ChatFailure.UnknownConversation, "does not know this conversation any more");
        }

        return answer.StatusCode == HttpStatusCode.ServiceUnavailable && GoesOn(text) && waited() ? null : throw Faults.Status(endpoint, answer.StatusCode, text);
    }

    private async Task<ChatReply?> ReadEventsAsync(HttpResponseMessage answer, StringBuilder heard, Action<string>? tell, Func<bool> waited, CancellationToken ct)
    {
        var text = new StringBuilder();
        await foreach (var item in EventStream.ReadAsync(answer, ct).ConfigureAwait(false))
        {
            if (item.Data == "[DONE]")
            {
                break;
            }

            var json = Json.Object(item.Data);
            switch (json.Text("type") ?? item.EventType)
            {
                case "response.output_text.delta":
                    text.Append(json.Text("delta"));

                    // Taken up again, a turn may tell its beginning once more.
                    if (text.Length > heard.Length)
                    {
                        var piece = text.ToString(heard.Length, text.Length - heard.Length);
                        heard.Append(piece);
                        tell?.Invoke(piece);
                    }

                    break;
                case "response.completed" or "response.incomplete" when json["response"] is JsonObject response:
                    return Whole(response, text.ToString());
                case "response.failed" or "response.cancelled" when json["response"] is JsonObject response:
                    throw Faults.Turn(endpoint, Faults.Said(response.ToJsonString()));
                case "error":
                    return GoesOn(item.Data) && waited() ? null : throw Faults.Turn(endpoint, Faults.Said(item.Data));
            }
        }

        throw Faults.Cut(null);
    }

    private ChatReply Whole(JsonObject response, string streamed = "")
    {
        if (response.Text("status") is "failed" or "cancelled" || response["error"] is JsonObject)
        {
            throw Faults.Turn(endpoint, response["error"] is null ? "" : Faults.Said(response.ToJsonString()));
        }

        var parts = response.Objects("output").Where(item => item.Text("type") == "message").SelectMany(item => item.Objects("content"));
        var text = string.Concat(parts.Where(part => part.Text("type") is "output_text" or "text").Select(part => part.Text("text")));
        return endpoint.Reply(text.Length > 0 ? text : streamed, response.Text("id"));
    }

    private static bool GoesOn(string body) => body.Contains("service_unavailable", StringComparison.Ordinal);
}
