using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.NullClaw;

/// <summary>
/// A2A 0.3.0 over JSON-RPC: the card, <c>message/send</c>, <c>message/stream</c> by server-sent events, <c>tasks/get</c>. Every fault is status 200 with a
/// JSON-RPC error. Source: <c>src/a2a.zig</c>.
/// </summary>
internal sealed class NullClawA2a(NullClawConfig config, TurnLog turns, TimeProvider clock)
{
    private const string Protocol = "0.3.0";

    // Tasks are one caller's own: another one's is not found.
    private readonly ConcurrentDictionary<(string Caller, string Task), JsonObject> _tasks = new();
    private int _last;

    public HttpResponse Card()
    {
        var url = config.Tree.Text("a2a", "url") is { Length: > 0 } given ? given.TrimEnd('/') + "/a2a" : "/a2a";
        var name = config.Tree.Text("a2a", "name") ?? "NullClaw";
        return HttpResponse.Json(200, new JsonObject
        {
            ["name"] = name,
            ["description"] = config.Tree.Text("a2a", "description") ?? "AI assistant",
            ["protocolVersion"] = Protocol,
            ["version"] = config.Tree.Text("a2a", "version") ?? "1.0.0",
            ["url"] = url,
            ["supportedInterfaces"] = new JsonArray(new JsonObject { ["url"] = url, ["protocolBinding"] = "JSONRPC", ["protocolVersion"] = Protocol }),
            ["preferredTransport"] = "JSONRPC",
            ["provider"] = new JsonObject { ["organization"] = name, ["url"] = "https://github.com/nullclaw/nullclaw" },
            ["capabilities"] = new JsonObject { ["streaming"] = true },
            ["securitySchemes"] = new JsonObject { ["bearerAuth"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer" } },
            ["security"] = new JsonArray(new JsonObject { ["bearerAuth"] = new JsonArray() }),
            ["defaultInputModes"] = new JsonArray("text/plain"),
            ["defaultOutputModes"] = new JsonArray("text/plain"),
            ["skills"] = new JsonArray(new JsonObject { ["id"] = "chat", ["name"] = "General Chat", ["description"] = "simulated by clawsim", ["tags"] = new JsonArray("chat") }),
        });
    }

    public HttpResponse Handle(HttpRequest request)
    {
        var call = request.JsonBody;
        var id = call?["id"];
        var caller = request.BearerToken ?? "";
        return call?.Text("method") is not { } method
            ? Json(Fault(id, -32600, "Missing method"))
            : method switch
            {
                "message/send" or "SendMessage" => Json(Turn(call, id, caller) is var (task, fault) && task is not null ? Result(id, task) : fault!),
                "message/stream" or "SendStreamingMessage" => Stream(call, id, caller),
                "tasks/get" or "GetTask" => Json(call.Text("params", "id") is not { } wanted ? Fault(id, -32602, "Missing task id")
                    : _tasks.TryGetValue((caller, wanted), out var known) ? Result(id, (JsonObject)known.DeepClone()) : Fault(id, -32001, "Task not found")),
                "tasks/list" or "tasks/cancel" or "tasks/resubscribe" => Json(Fault(id, -32603, $"clawsim does not simulate {method}")),
                _ => Json(Fault(id, -32601, "Method not found")),
            };
    }

    private HttpResponse Stream(JsonObject call, JsonNode? id, string caller)
    {
        var (task, fault) = Turn(call, id, caller);
        if (task is null) return Events(fault!);

        JsonObject Event(string kind) => new() { ["kind"] = kind, ["taskId"] = task["id"]!.DeepClone(), ["contextId"] = task["contextId"]!.DeepClone() };
        var submitted = (JsonObject)task.DeepClone();
        submitted.Remove("artifacts");
        submitted.Remove("history");
        submitted["status"]!["state"] = "submitted";
        var artifact = Event("artifact-update");
        artifact["artifact"] = task["artifacts"]![0]!.DeepClone();
        artifact["append"] = true;
        artifact["lastChunk"] = false;
        var done = Event("status-update");
        done["status"] = task["status"]!.DeepClone();
        done["final"] = true;
        return Events(Result(id, submitted), Result(id, artifact), Result(id, done));
    }

    /// <summary>One turn: the completed task, or the fault.</summary>
    private (JsonObject? Task, JsonObject? Fault) Turn(JsonObject call, JsonNode? id, string caller)
    {
        var message = (call["params"] as JsonObject)?["message"] as JsonObject;
        var text = string.Join(' ', (message?["parts"] as JsonArray ?? []).OfType<JsonObject>().Select(part => part.Text("text")).Where(part => part is not null));
        if (text.Length == 0) return (null, Fault(id, -32602, "Missing message text"));
        if (message?.Text("messageId") is null) return (null, Fault(id, -32602, "Missing messageId"));
        if (!config.HasModel) return (null, Fault(id, -32603, "Agent processing failed"));

        var number = Interlocked.Increment(ref _last);
        var context = message.Text("contextId") ?? $"ctx-{number}";
        var name = $"task-{number}";

        // A context is one caller's own too; the token itself is never written.
        var answer = SimulatedAnswer.To(Persona.NullClaw, text, turns.Record($"a2a:{Pairing.PairingGuard.Hash(caller)[..16]}:{context}", text));
        var task = new JsonObject
        {
            ["id"] = name,
            ["kind"] = "task",
            ["contextId"] = context,
            ["status"] = new JsonObject { ["state"] = "completed", ["timestamp"] = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture) },
            ["metadata"] = new JsonObject(),
            ["artifacts"] = new JsonArray(new JsonObject { ["artifactId"] = $"artifact-{name}", ["parts"] = Parts(answer) }),
            ["history"] = new JsonArray(Said("user", name, context, text), Said("agent", name, context, answer)),
        };
        _tasks[(caller, name)] = (JsonObject)task.DeepClone();
        return (task, null);
    }

    private static JsonObject Said(string role, string task, string context, string text) =>
        new() { ["kind"] = "message", ["role"] = role, ["messageId"] = $"msg-{role}-{task}", ["taskId"] = task, ["contextId"] = context, ["parts"] = Parts(text) };

    private static JsonArray Parts(string text) => new(new JsonObject { ["kind"] = "text", ["text"] = text });

    private static JsonObject Result(JsonNode? id, JsonObject result) => new() { ["jsonrpc"] = "2.0", ["id"] = id?.DeepClone(), ["result"] = result };

    private static JsonObject Fault(JsonNode? id, int code, string message) =>
        new() { ["jsonrpc"] = "2.0", ["id"] = id?.DeepClone(), ["error"] = new JsonObject { ["code"] = code, ["message"] = message } };

    private static HttpResponse Json(JsonObject body) => HttpResponse.Json(200, body);

    private static HttpResponse Events(params JsonObject[] events) =>
        HttpResponse.Text(200, string.Concat(events.Select(e => $"data: {Encoding.UTF8.GetString(HttpResponse.Json(200, e).Body.Span)}\n\n")), "text/event-stream");
}
