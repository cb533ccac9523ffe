using System.Text.Json.Nodes;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>A turn in the shapes of the OpenAI routes.</summary>
internal static class IronClawAnswers
{
    public static JsonObject Completion(ChatTurn turn) => new()
    {
        ["id"] = turn.Id,
        ["object"] = "chat.completion",
        ["created"] = turn.CreatedAt,
        ["model"] = turn.Model,
        ["choices"] = new JsonArray(new JsonObject
        {
            ["index"] = 0,
            ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = turn.Output },
            ["finish_reason"] = "stop",
        }),
    };

    public static JsonObject Response(ChatTurn turn) => new()
    {
        ["id"] = turn.Id,
        ["object"] = "response",
        ["created_at"] = turn.CreatedAt,
        ["status"] = "completed",
        ["model"] = turn.Model,
        ["previous_response_id"] = turn.PreviousId,
        ["output"] = new JsonArray(new JsonObject
        {
            ["type"] = "message",
            ["id"] = "msg_" + turn.Id,
            ["role"] = "assistant",
            ["content"] = new JsonArray(new JsonObject { ["type"] = "output_text", ["text"] = turn.Output }),
        }),
    };

    public static HttpResponse CompletionEvents(ChatTurn turn) => Events(
        new JsonObject
        {
            ["id"] = turn.Id,
            ["object"] = "chat.completion.chunk",
            ["created"] = turn.CreatedAt,
            ["model"] = turn.Model,
            ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["role"] = "assistant", ["content"] = turn.Output }, ["finish_reason"] = "stop" }),
        }.ToJsonString(), "[DONE]");

    public static HttpResponse ResponseEvents(ChatTurn turn) => Events(
        new JsonObject { ["type"] = "response.output_text.delta", ["delta"] = turn.Output }.ToJsonString(),
        new JsonObject { ["type"] = "response.completed", ["response"] = Response(turn) }.ToJsonString());

    private static HttpResponse Events(params ReadOnlySpan<string> data)
    {
        var text = "";
        foreach (var item in data) text += $"data: {item}\n\n";
        return HttpResponse.Text(200, text, "text/event-stream");
    }
}
