using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.ModelServer;

/// <summary>A turn in OpenAI's shapes: chat completions and responses, whole and as events.</summary>
internal static class OpenAiShapes
{
    public static JsonObject Completion(ModelTurn turn) => Envelope(turn, "chat.completion", new JsonObject
    {
        ["index"] = 0,
        ["message"] = new JsonObject { ["role"] = "assistant", ["content"] = turn.Text },
        ["finish_reason"] = "stop",
    }, usage: true);

    public static HttpResponse CompletionEvents(ModelTurn turn)
    {
        var events = new StringBuilder();
        Data(events, Envelope(turn, "chat.completion.chunk", Delta(new JsonObject { ["role"] = "assistant", ["content"] = "" }, null), usage: false));
        foreach (var piece in Pieces(turn.Text)) Data(events, Envelope(turn, "chat.completion.chunk", Delta(new JsonObject { ["content"] = piece }, null), usage: false));
        Data(events, Envelope(turn, "chat.completion.chunk", Delta([], "stop"), usage: false));
        Data(events, Envelope(turn, "chat.completion.chunk", null, usage: true));
        events.Append("data: [DONE]\n\n");
        return Stream(events);
    }

    public static JsonObject Response(ModelTurn turn, string status = "completed") => new()
    {
        ["id"] = "resp_" + turn.Id,
        ["object"] = "response",
        ["created_at"] = turn.CreatedAt,
        ["status"] = status,
        ["model"] = turn.Model,
        ["output"] = status == "completed" ? new JsonArray(Item(turn, turn.Text, "completed")) : new JsonArray(),
        ["usage"] = status == "completed" ? new JsonObject { ["input_tokens"] = 1, ["output_tokens"] = 1, ["total_tokens"] = 2 } : null,
    };

    public static HttpResponse ResponseEvents(ModelTurn turn)
    {
        var events = new StringBuilder();
        var number = 0;
        var itemId = "msg_" + turn.Id;
        Event("response.created", new JsonObject { ["response"] = Response(turn, "in_progress") });
        Event("response.output_item.added", new JsonObject { ["output_index"] = 0, ["item"] = Item(turn, null, "in_progress") });
        Event("response.content_part.added", new JsonObject { ["item_id"] = itemId, ["output_index"] = 0, ["content_index"] = 0, ["part"] = Part("") });
        foreach (var piece in Pieces(turn.Text)) Event("response.output_text.delta", new JsonObject { ["item_id"] = itemId, ["output_index"] = 0, ["content_index"] = 0, ["delta"] = piece });
        Event("response.output_text.done", new JsonObject { ["item_id"] = itemId, ["output_index"] = 0, ["content_index"] = 0, ["text"] = turn.Text });
        Event("response.content_part.done", new JsonObject { ["item_id"] = itemId, ["output_index"] = 0, ["content_index"] = 0, ["part"] = Part(turn.Text) });
        Event("response.output_item.done", new JsonObject { ["output_index"] = 0, ["item"] = Item(turn, turn.Text, "completed") });
        Event("response.completed", new JsonObject { ["response"] = Response(turn) });
        return Stream(events);

        void Event(string type, JsonObject data)
        {
            data["type"] = type;
            data["sequence_number"] = number++;
            events.Append("event: ").Append(type).Append('\n');
            Data(events, data);
        }
    }

    /// <summary>Words, so that a stream is one.</summary>
    public static IEnumerable<string> Pieces(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf(' ', start) is var space and >= 0 ? space + 1 : text.Length;
            yield return text[start..end];
            start = end;
        }
    }

    public static void Data(StringBuilder events, JsonObject data) => events.Append("data: ").Append(data.ToJsonString()).Append("\n\n");

    public static HttpResponse Stream(StringBuilder events) => HttpResponse.Text(200, events.ToString(), "text/event-stream");

    private static JsonObject Envelope(ModelTurn turn, string kind, JsonObject? choice, bool usage) => new()
    {
        ["id"] = "chatcmpl-" + turn.Id,
        ["object"] = kind,
        ["created"] = turn.CreatedAt,
        ["model"] = turn.Model,
        ["choices"] = choice is null ? new JsonArray() : new JsonArray(choice),
        ["usage"] = usage ? new JsonObject { ["prompt_tokens"] = 1, ["completion_tokens"] = 1, ["total_tokens"] = 2 } : null,
    };

    private static JsonObject Delta(JsonObject delta, string? finish) => new() { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish };

    private static JsonObject Item(ModelTurn turn, string? text, string status) => new()
    {
        ["type"] = "message",
        ["id"] = "msg_" + turn.Id,
        ["status"] = status,
        ["role"] = "assistant",
        ["content"] = text is null ? new JsonArray() : new JsonArray(Part(text)),
    };

    private static JsonObject Part(string text) => new() { ["type"] = "output_text", ["text"] = text, ["annotations"] = new JsonArray() };
}
