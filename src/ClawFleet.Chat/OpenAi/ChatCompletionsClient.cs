using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Chat.Http;

namespace ClawFleet.Chat.OpenAi;

/// <summary>
/// <c>POST /v1/chat/completions</c>, one user message a turn. The conversation's name goes into <c>user</c>, by which OpenClaw keeps its sessions apart.
/// The model is the first one that the member lists itself: OpenClaw takes no other names than its own.
/// </summary>
internal sealed class ChatCompletionsClient(ChatEndpoint endpoint) : IChatClient
{
    private const string AnyModel = "default";

    private readonly ChatHttp _http = new(endpoint);
    private string? _model;
    private bool _tokenIsGood;

    public async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken ct)
    {
        _model ??= await ModelAsync(ct).ConfigureAwait(false);
        var body = new JsonObject
        {
            ["model"] = _model,
            ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = request.Text }),
        };
        if (request.Session is { } session)
        {
            body["user"] = session;
        }

        if (request.Heard is not null)
        {
            body["stream"] = true;
        }

        using var answer = await _http.PostAsync(body, request.Heard is not null, ct).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode && EventStream.Is(answer))
        {
            return Reply(await ReadEventsAsync(answer, request.Heard, ct).ConfigureAwait(false));
        }

        var text = await ChatHttp.ReadAsync(answer, ct).ConfigureAwait(false);
        if (answer.IsSuccessStatusCode)
        {
            return Reply(Whole(Json.Object(text)));
        }

        // The member took the token for its list: what is refused now is the key it showed to its model.
        throw _tokenIsGood && (int)answer.StatusCode is 401 or 403 ? Faults.Turn(endpoint, Faults.Said(text)) : Faults.Status(endpoint, answer.StatusCode, text);
    }

    public void Dispose() => _http.Dispose();

    private ChatReply Reply(string text) => endpoint.HasModel == false && Faults.SaysNoModel(endpoint, text) ? throw Faults.NoModel(text) : endpoint.Reply(text);

    private string Whole(JsonObject json)
    {
        if (json["error"] is not null)
        {
            throw Faults.Turn(endpoint, Faults.Said(json.ToJsonString()));
        }

        var choice = json.Objects("choices").FirstOrDefault() ?? throw Faults.Malformed(json.ToJsonString());
        return Content(choice["message"] as JsonObject);
    }

    private async Task<string> ReadEventsAsync(HttpResponseMessage answer, Action<string>? heard, CancellationToken ct)
    {
        var text = new StringBuilder();
        var isWhole = false;
        await foreach (var item in EventStream.ReadAsync(answer, ct).ConfigureAwait(false))
        {
            if (item.Data == "[DONE]")
            {
                return text.ToString();
            }

            var json = Json.Object(item.Data);
            if (json["error"] is not null)
            {
                throw Faults.Turn(endpoint, Faults.Said(item.Data));
            }

            var choice = json.Objects("choices").FirstOrDefault();
            if (Content(choice?["delta"] as JsonObject) is { Length: > 0 } piece)
            {
                text.Append(piece);
                heard?.Invoke(piece);
            }

            isWhole |= choice.Text("finish_reason") is not null;
        }

        return isWhole ? text.ToString() : throw Faults.Cut(null);
    }

    /// <summary>The text of a message or a delta: plain, or in parts.</summary>
    private static string Content(JsonObject? message) =>
        message.Text("content") ?? string.Concat(message.Objects("content").Select(part => part.Text("text")));

    private async Task<string> ModelAsync(CancellationToken ct)
    {
        using var answer = await _http.GetAsync(ModelsPath(), ct).ConfigureAwait(false);
        var text = await ChatHttp.ReadAsync(answer, ct).ConfigureAwait(false);
        if ((int)answer.StatusCode is 401 or 403 or 429)
        {
            throw Faults.Status(endpoint, answer.StatusCode, text);
        }

        _tokenIsGood = answer.IsSuccessStatusCode;

        // Not every endpoint lists its models, and one that does not takes any name.
        return answer.IsSuccessStatusCode && answer.Content.Headers.ContentType?.MediaType == "application/json"
            ? Json.Object(text).Objects("data").Select(model => model.Text("id")).FirstOrDefault(id => id is not null) ?? AnyModel
            : AnyModel;
    }

    private string ModelsPath()
    {
        const string Route = "/chat/completions";
        return (endpoint.Path.EndsWith(Route, StringComparison.Ordinal) ? endpoint.Path[..^Route.Length] : "/v1") + "/models";
    }
}
