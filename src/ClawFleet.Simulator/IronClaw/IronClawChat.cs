using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>The chat routes: OpenAI's chat completions and responses. A run without a model provider fails with 502, as upstream's does.</summary>
internal sealed class IronClawChat(IronClawSettings settings, ITurnStore store, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, (string Body, HttpResponse Answer)> _answered = new(StringComparer.Ordinal);

    public Task<HttpResponse> CompleteAsync(HttpRequest request, CancellationToken ct) => OnceAsync(request, async body =>
    {
        if (Text(body, "model") is not { } model) return OpenAiError.InvalidRequest("model");
        if (body["messages"] is not JsonArray { Count: > 0 } messages || !messages.All(IsMessage)) return OpenAiError.InvalidRequest("messages");
        if (body["tool_choice"] is not null && body["tools"] is null) return OpenAiError.InvalidRequest("tool_choice");
        if (settings.Model is null) return OpenAiError.FailedRun;

        // Stateless upstream: the turn is seeded with the messages sent and nothing else.
        var input = Content(messages.OfType<JsonObject>().LastOrDefault(message => Text(message, "role") == "user") ?? (JsonObject)messages[^1]!);
        var number = Math.Max(1, messages.OfType<JsonObject>().Count(message => Text(message, "role") == "user"));
        var turn = new ChatTurn("chatcmpl-" + Guid.NewGuid().ToString("N"), null, number, model, input, SimulatedAnswer.To(Persona.IronClaw, input, number), clock.GetUtcNow().ToUnixTimeSeconds());
        await store.SaveAsync(turn, ct).ConfigureAwait(false);
        return body["stream"] is JsonValue stream && stream.GetValueKind() == JsonValueKind.True ? IronClawAnswers.CompletionEvents(turn) : HttpResponse.Json(200, IronClawAnswers.Completion(turn));
    });

    public Task<HttpResponse> RespondAsync(HttpRequest request, CancellationToken ct) => OnceAsync(request, async body =>
    {
        if (Text(body, "model") is not { } model) return OpenAiError.InvalidRequest("model");
        if (Input(body["input"]) is not { } input) return OpenAiError.InvalidRequest("input");
        ChatTurn? previous = null;
        if (Text(body, "previous_response_id") is { } previousId && (previous = await store.FindAsync(previousId, ct).ConfigureAwait(false)) is null) return OpenAiError.NotFound;
        if (settings.Model is null) return OpenAiError.FailedRun;

        var number = (previous?.Number ?? 0) + 1;
        var turn = new ChatTurn("resp_" + Guid.NewGuid().ToString("N"), previous?.Id, number, model, input, SimulatedAnswer.To(Persona.IronClaw, input, number), clock.GetUtcNow().ToUnixTimeSeconds());
        await store.SaveAsync(turn, ct).ConfigureAwait(false);
        return body["stream"] is JsonValue stream && stream.GetValueKind() == JsonValueKind.True ? IronClawAnswers.ResponseEvents(turn) : HttpResponse.Json(200, IronClawAnswers.Response(turn));
    });

    public async Task<HttpResponse> FindAsync(string id, CancellationToken ct) =>
        await store.FindAsync(id, ct).ConfigureAwait(false) is { } turn ? HttpResponse.Json(200, IronClawAnswers.Response(turn)) : OpenAiError.NotFound;

    public HttpResponse Models() => settings.Model is { } model
        ? HttpResponse.Json(200, new JsonObject { ["object"] = "list", ["data"] = new JsonArray(new JsonObject { ["id"] = model, ["object"] = "model", ["created"] = 0, ["owned_by"] = "clawsim" }) })
        : OpenAiError.NotWired;

    /// <summary>With <c>Idempotency-Key</c>, the same body is answered as before and another body is a conflict.</summary>
    private async Task<HttpResponse> OnceAsync(HttpRequest request, Func<JsonObject, Task<HttpResponse>> answer)
    {
        if (request.JsonBody is not { } body) return OpenAiError.InvalidRequest(null);
        var text = System.Text.Encoding.UTF8.GetString(request.Body.Span);
        var key = request.Header("Idempotency-Key");
        if (key is not null && _answered.TryGetValue(key, out var known)) return known.Body == text ? known.Answer : OpenAiError.Conflict;
        try
        {
            var given = await answer(body).ConfigureAwait(false);
            if (key is not null) _answered.TryAdd(key, (text, given));
            return given;
        }
        catch (StoreUnavailableException e)
        {
            Talk.Warn($"storage does not answer: {e.Message}");
            return OpenAiError.Unavailable;
        }
    }

    private static bool IsMessage(JsonNode? node) => node is JsonObject message && Text(message, "role") is not null && message.ContainsKey("content");

    private static string? Text(JsonObject body, string name) => body[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.ToString() : null;

    private static string Content(JsonObject message) => message["content"] switch
    {
        JsonValue value => value.ToString(),
        JsonArray parts => string.Join('\n', parts.OfType<JsonObject>().Select(part => Text(part, "text"))),
        _ => "",
    };

    private static string? Input(JsonNode? input) => input switch
    {
        JsonValue value when value.GetValueKind() == JsonValueKind.String => value.ToString(),
        JsonArray { Count: > 0 } items when items[^1] is JsonObject last => Content(last),
        _ => null,
    };
}
