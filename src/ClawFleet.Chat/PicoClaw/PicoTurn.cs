using System.Text.Json.Nodes;
using ClawFleet.Chat.Http;

namespace ClawFleet.Chat.PicoClaw;

/// <summary>
/// The frames of one turn. Replies name no request and nothing marks the end: the ordinary last message carries <c>context_usage</c>; faults, and what the agent says
/// by its own <c>message</c> tool, do not, and count after a silence. Thoughts, placeholders and tool calls are no answers.
/// </summary>
internal sealed class PicoTurn(ChatEndpoint endpoint)
{
    private const string FaultWords = "Error processing message";

    private string? _messageId;
    private string? _text;
    private bool _isTyping;
    private bool _isWorking;

    public bool IsFinal { get; private set; }

    public bool HasText => !string.IsNullOrWhiteSpace(_text);

    /// <summary>How long to wait for another frame before what is there counts; null to wait for ever.</summary>
    public TimeSpan? Silence(TimeSpan quiet, TimeSpan longQuiet) => !HasText || _isTyping || _isWorking ? null : IsFault ? quiet : longQuiet;

    public void Take(JsonObject frame)
    {
        var payload = frame["payload"] as JsonObject;
        switch (frame.Text("type"))
        {
            case "typing.start":
                _isTyping = true;
                break;
            case "typing.stop":
                _isTyping = false;
                break;
            case "error":
                throw Faults.Turn(endpoint, payload.Text("message") ?? payload.Text("code") ?? "");
            case "message.create" or "message.update" when payload is not null:
                Message(payload);
                break;
            case "message.delete" when payload.Text("message_id") == _messageId:
                _text = null;
                break;
        }
    }

    /// <summary>The answer.</summary>
    /// <exception cref="ChatException">The answer is PicoClaw's word for a fault.</exception>
    public string Conclude() => IsFault ? throw Faults.Turn(endpoint, _text![FaultWords.Length..].TrimStart(':', ' ')) : _text ?? "";

    private bool IsFault => _text?.StartsWith(FaultWords, StringComparison.Ordinal) == true;

    private void Message(JsonObject payload)
    {
        if (payload.Text("kind") == "tool_calls" || payload["tool_calls"] is JsonArray { Count: > 0 })
        {
            _isWorking = true;
            return;
        }

        if (payload.Text("kind") is not null || payload.Flag("thought") || payload.Flag("placeholder"))
        {
            return;
        }

        _isWorking = false;
        _messageId = payload.Text("message_id");
        _text = payload.Text("content");
        IsFinal = payload["context_usage"] is JsonObject && HasText;
    }
}
