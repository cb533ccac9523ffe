using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.ModelServer;

/// <summary>A turn in Anthropic's shape, <c>/v1/messages</c>, whole and as events.</summary>
internal static class AnthropicShapes
{
    public static JsonObject Message(ModelTurn turn) => new()
    {
        ["id"] = "msg_" + turn.Id,
        ["type"] = "message",
        ["role"] = "assistant",
        ["model"] = turn.Model,
        ["content"] = new JsonArray(new JsonObject { ["type"] = "text", ["text"] = turn.Text }),
        ["stop_reason"] = "end_turn",
        ["stop_sequence"] = null,
        ["usage"] = new JsonObject { ["input_tokens"] = 1, ["output_tokens"] = 1 },
    };

    public static HttpResponse Events(ModelTurn turn)
    {
        var events = new StringBuilder();
        var start = Message(turn);
        start["content"] = new JsonArray();
        start["stop_reason"] = null;
        Event("message_start", new JsonObject { ["message"] = start });
        Event("content_block_start", new JsonObject { ["index"] = 0, ["content_block"] = new JsonObject { ["type"] = "text", ["text"] = "" } });
        foreach (var piece in OpenAiShapes.Pieces(turn.Text)) Event("content_block_delta", new JsonObject { ["index"] = 0, ["delta"] = new JsonObject { ["type"] = "text_delta", ["text"] = piece } });
        Event("content_block_stop", new JsonObject { ["index"] = 0 });
        Event("message_delta", new JsonObject { ["delta"] = new JsonObject { ["stop_reason"] = "end_turn", ["stop_sequence"] = null }, ["usage"] = new JsonObject { ["output_tokens"] = 1 } });
        Event("message_stop", []);
        return OpenAiShapes.Stream(events);

        void Event(string type, JsonObject data)
        {
            data["type"] = type;
            events.Append("event: ").Append(type).Append('\n');
            OpenAiShapes.Data(events, data);
        }
    }
}
