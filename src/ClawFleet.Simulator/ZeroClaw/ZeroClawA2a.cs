using System.Text.Json.Nodes;
using ClawFleet.Simulator.Http;
using ClawFleet.Simulator.Pairing;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>A2A: cards, and JSON-RPC <c>message/send</c>. Off, or an agent not published, is 404.</summary>
internal sealed class ZeroClawA2a(ZeroClawConfig config, PairingGuard pairing, ZeroClawState state)
{
    private const string Card = "/.well-known/agent-card.json";
    private const string Catalog = "/.well-known/agents-card.json";

    /// <summary>The answer, or null when the path is not A2A's.</summary>
    public HttpResponse? Handle(HttpRequest request)
    {
        if (request is { Method: "GET", Path: Catalog }) return config.A2aEnabled ? HttpResponse.Json(200, new JsonObject { ["agents"] = new JsonArray([.. config.Agents.Where(config.IsPublished).Select(AgentCard)]) }) : HttpResponse.Empty(404);
        if (!request.Path.StartsWith("/a2a/", StringComparison.Ordinal)) return null;
        var rest = request.Path["/a2a/".Length..];
        if (request.Method == "GET" && rest.EndsWith(Card, StringComparison.Ordinal))
            return rest[..^Card.Length] is var carded && config.A2aEnabled && config.IsPublished(carded) ? HttpResponse.Json(200, AgentCard(carded)) : HttpResponse.Empty(404);
        return request.Method == "POST" && !rest.Contains('/', StringComparison.Ordinal) ? Send(request, rest) : null;
    }

    private HttpResponse Send(HttpRequest request, string alias)
    {
        if (!pairing.Admits(request.BearerToken)) return HttpResponse.Json(401, new JsonObject { ["error"] = "Unauthorized" });
        if (!config.A2aEnabled || !config.IsPublished(alias)) return HttpResponse.Empty(404);

        if (request.JsonBody is not { } call) return Fault(400, null, -32700, "Parse error: expected a JSON-RPC 2.0 request");
        var id = call["id"]?.DeepClone();
        if (call["jsonrpc"]?.ToString() != "2.0") return Fault(400, id, -32600, "Invalid request: jsonrpc must be \"2.0\"");
        if (call["method"]?.ToString() != "message/send") return Fault(200, id, -32601, "Method not found: only message/send is supported on this build");

        var parts = ((call["params"] as JsonObject)?["message"] as JsonObject)?["parts"] as JsonArray ?? [];
        var text = string.Join('\n', parts.OfType<JsonObject>().Where(part => part["kind"]?.ToString() == "text").Select(part => part["text"]?.ToString()));
        if (string.IsNullOrWhiteSpace(text)) return Fault(200, id, -32602, "Invalid params: message has no text parts");
        if (config.ModelOf(alias) is null) return Fault(200, id, -32000, "Agent task failed: needs_quickstart: gateway has no model configured");

        // Every call is a session of its own, as upstream has it.
        var session = $"a2a_{alias}_{Guid.NewGuid()}";
        var answer = SimulatedAnswer.To(Persona.ZeroClaw, text, state.Record(session, text));
        return HttpResponse.Json(200, new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = id,
            ["result"] = new JsonObject
            {
                ["id"] = Guid.NewGuid().ToString(),
                ["contextId"] = session,
                ["status"] = new JsonObject { ["state"] = "completed" },
                ["artifacts"] = new JsonArray(new JsonObject
                {
                    ["artifactId"] = Guid.NewGuid().ToString(),
                    ["parts"] = new JsonArray(new JsonObject { ["kind"] = "text", ["text"] = answer }),
                }),
                ["kind"] = "task",
            },
        });
    }

    private JsonNode AgentCard(string alias) => new JsonObject
    {
        ["name"] = alias,
        ["description"] = $"{Persona.ZeroClaw.Title} agent, simulated",
        ["url"] = $"{(config.Tree["a2a"]?["server"]?["public_base_url"]?.ToString() is { Length: > 0 } url ? url : $"http://127.0.0.1:{config.Port}").TrimEnd('/')}/a2a/{alias}",
        ["version"] = Persona.ZeroClaw.Version,
        ["protocolVersion"] = "0.3.0",
        ["defaultInputModes"] = new JsonArray("text/plain"),
        ["defaultOutputModes"] = new JsonArray("text/plain"),
        ["capabilities"] = new JsonObject(),
        ["skills"] = new JsonArray(),
    };

    private static HttpResponse Fault(int status, JsonNode? id, int code, string message) =>
        HttpResponse.Json(status, new JsonObject { ["jsonrpc"] = "2.0", ["id"] = id, ["error"] = new JsonObject { ["code"] = code, ["message"] = message } });
}
