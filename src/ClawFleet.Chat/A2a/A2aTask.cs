using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Chat.Http;

namespace ClawFleet.Chat.A2a;

/// <summary>An A2A task as it comes to be: whole in one answer, or by events. The reply is the text of its artifacts, or of its last message where it has none.</summary>
internal sealed class A2aTask(ChatEndpoint endpoint)
{
    private readonly StringBuilder _artifacts = new();
    private string _message = "";

    public bool IsOver { get; private set; }

    public string Text => _artifacts.Length > 0 ? _artifacts.ToString() : _message;

    /// <summary>The reply of a JSON-RPC answer that holds the whole task.</summary>
    public static string Read(ChatEndpoint endpoint, JsonObject answer)
    {
        var task = new A2aTask(endpoint);
        task.Take(answer);
        return task.Text;
    }

    /// <summary>Takes one JSON-RPC answer or event.</summary>
    /// <returns>Text of the reply that was not there before.</returns>
    /// <exception cref="ChatException">The task failed, or the answer is no task.</exception>
    public string Take(JsonObject answer)
    {
        if (answer["error"] is not null)
        {
            throw Faults.Turn(endpoint, Faults.Said(answer.ToJsonString()));
        }

        if (answer["result"] is not JsonObject result)
        {
            throw Faults.Malformed(answer.ToJsonString());
        }

        var before = _artifacts.Length;
        switch (result.Text("kind"))
        {
            case "message":
                _message = Parts(result);
                IsOver = true;
                break;
            case "artifact-update" when result["artifact"] is JsonObject artifact:
                if (!result.Flag("append") && result["append"] is not null)
                {
                    _artifacts.Clear();
                    before = 0;
                }

                _artifacts.Append(Parts(artifact));
                break;
            default:
                Judge(result["status"] as JsonObject, isFinal: result.Flag("final"));
                foreach (var whole in result.Objects("artifacts"))
                {
                    _artifacts.Append(Parts(whole));
                }

                break;
        }

        return _artifacts.Length > before ? _artifacts.ToString(before, _artifacts.Length - before) : IsOver && _artifacts.Length == 0 ? _message : "";
    }

    private void Judge(JsonObject? status, bool isFinal)
    {
        if (status?["message"] is JsonObject message && Parts(message) is { Length: > 0 } said)
        {
            _message = said;
        }

        switch (status.Text("state"))
        {
            case "completed" or "TASK_STATE_COMPLETED" or "input-required" or "TASK_STATE_INPUT_REQUIRED":
                IsOver = true;
                break;
            case "failed" or "rejected" or "canceled" or "auth-required" or "TASK_STATE_FAILED" or "TASK_STATE_REJECTED" or "TASK_STATE_CANCELLED":
                throw Faults.Turn(endpoint, _message);
            default:
                IsOver |= isFinal;
                break;
        }
    }

    private static string Parts(JsonObject of) => string.Concat(of.Objects("parts").Select(part => part.Text("text")));
}
