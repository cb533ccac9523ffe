using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.MicroClaw;

/// <summary>The routes of MicroClaw's web server that fleets use. Source of routes, bodies and statuses: upstream's <c>src/web/{server,a2a,auth}.rs</c>.</summary>
internal sealed class MicroClawServer(MicroClawConfig config, MicroClawState state, FaultSwitch fault, TimeProvider clock)
{
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public ValueTask<HttpResponse> HandleAsync(HttpRequest request, CancellationToken ct) => ValueTask.FromResult(Handle(request));

    private HttpResponse Handle(HttpRequest request) => (request.Method == "HEAD" ? "GET" : request.Method, request.Path) switch
    {
        ("GET", "/health" or "/api/health") => Health(),
        ("GET", "/.well-known/agent.json" or "/api/a2a/agent-card") => Card(),
        ("POST", "/api/a2a/message") => Message(request),
        ("POST", "/api/auth/login") => Login(request),
        ("POST", "/api/send" or "/api/chat" or "/api/send_stream" or "/api/chat_stream") => HttpResponse.Text(401, "unauthorized"),
        (_, "/health" or "/api/health" or "/.well-known/agent.json" or "/api/a2a/agent-card" or "/api/a2a/message" or "/api/auth/login") => HttpResponse.Empty(405),
        _ => HttpResponse.Empty(404),
    };

    private HttpResponse Health() => fault.HidesHealth(clock.GetUtcNow() - _started)
        ? HttpResponse.Json(503, new JsonObject { ["ok"] = false, ["message"] = $"hidden by {FaultSwitch.Variable}" })
        : HttpResponse.Json(200, new JsonObject { ["ok"] = true, ["version"] = Persona.MicroClaw.Version, ["web_enabled"] = config.WebEnabled, ["simulated"] = true });

    private HttpResponse Card()
    {
        if (!config.A2aEnabled) return HttpResponse.Text(404, "A2A is disabled");
        var card = new JsonObject
        {
            ["protocol_version"] = "microclaw-a2a/v1",
            ["agent_id"] = config.AgentName.ToLowerInvariant(),
            ["agent_name"] = config.AgentName,
            ["endpoints"] = new JsonObject { ["agent_card"] = "/api/a2a/agent-card", ["message"] = "/api/a2a/message" },
            ["capabilities"] = new JsonArray("message"),
        };
        if (config.Tree.Text("a2a", "agent_description") is { Length: > 0 } description) card["description"] = description;
        return HttpResponse.Json(200, card);
    }

    private HttpResponse Message(HttpRequest request)
    {
        // The framework reads the body before the route looks at the token.
        JsonObject? body = null;
        try
        {
            body = JsonNode.Parse(request.Body.Span) as JsonObject;
        }
        catch (JsonException)
        {
            return HttpResponse.Text(400, "Failed to parse the request body as JSON");
        }
        if (body?["message"] is not JsonValue text || text.GetValueKind() != JsonValueKind.String)
            return HttpResponse.Text(422, "Failed to deserialize the JSON body into the target type: missing field `message`");
        if (!config.A2aEnabled) return HttpResponse.Text(404, "A2A is disabled");
        if (config.SharedTokens.Count == 0) return HttpResponse.Text(403, "A2A inbound auth is not configured");
        if (Token(request.Header("Authorization")) is not { } token || !config.SharedTokens.Contains(token)) return HttpResponse.Text(401, "invalid A2A bearer token");
        if (text.GetValue<string>().Trim() is not { Length: > 0 } message) return HttpResponse.Text(400, "message is required");

        var source = Trimmed(body["sourceAgent"]);
        var session = Trimmed(body["sessionKey"]) ?? $"a2a:{source?.ToLowerInvariant() ?? "remote"}";
        if (session.StartsWith("chat:", StringComparison.Ordinal)) return HttpResponse.Text(400, "session_key must map to a web chat");
        if (!config.HasModel) return HttpResponse.Text(500, "LLM error: error sending request for url (http://127.0.0.1:11434/v1/chat/completions)");
        return HttpResponse.Json(200, new JsonObject
        {
            ["ok"] = true,
            ["protocol_version"] = "microclaw-a2a/v1",
            ["agent_name"] = config.AgentName,
            ["session_key"] = session,
            ["response"] = SimulatedAnswer.To(Persona.MicroClaw, message, state.Record(session, message)),
        });
    }

    private HttpResponse Login(HttpRequest request)
    {
        return request.JsonBody?.Text("password") is { } password && state.IsPassword(password)
            ? HttpResponse.Json(200, new JsonObject { ["ok"] = true, ["simulated"] = true })
            : HttpResponse.Text(401, "invalid credentials");
    }

    private static string? Token(string? header) =>
        header?.Trim().Split((char[])[' ', '\t'], 2) is [var scheme, var rest] && scheme.Equals("bearer", StringComparison.OrdinalIgnoreCase) && rest.Trim().Length > 0 ? rest.Trim() : null;

    private static string? Trimmed(JsonNode? node) => node is JsonValue value && value.TryGetValue<string>(out var text) && text.Trim() is { Length: > 0 } trimmed ? trimmed : null;
}
