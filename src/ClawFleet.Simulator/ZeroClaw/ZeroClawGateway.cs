using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;
using ClawFleet.Simulator.Pairing;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>The routes of ZeroClaw's gateway that fleets use. Source of routes, bodies and statuses: <c>crates/zeroclaw-gateway/src/{lib,a2a}.rs</c>.</summary>
internal sealed class ZeroClawGateway(
    ZeroClawConfig config, ZeroClawHome home, PairingGuard pairing, ZeroClawState state, ZeroClawHealth health, IReadOnlyList<ChannelStart> channels, FaultSwitch fault, Action shutdown)
{
    private const string Unauthorized = "Unauthorized — pair first via POST /pair, then send Authorization: Bearer <token>";

    private readonly ZeroClawA2a _a2a = new(config, pairing, state);
    private long _requests;

    public ValueTask<HttpResponse> HandleAsync(HttpRequest request, CancellationToken ct)
    {
        Interlocked.Increment(ref _requests);
        var prefix = config.PathPrefix;
        if (prefix.Length > 0 && request.Path.StartsWith(prefix + "/", StringComparison.Ordinal)) request = request with { Path = request.Path[prefix.Length..] };
        return ValueTask.FromResult(Handle(request));
    }

    private HttpResponse Handle(HttpRequest request)
    {
        var method = request.Method == "HEAD" ? "GET" : request.Method;
        return (method, request.Path) switch
        {
            ("GET", "/health") => Health(),
            ("GET", "/metrics") => Metrics(),
            ("GET", "/pair/code") => PairCode(),
            ("POST", "/pair") => Pair(request),
            ("POST", "/webhook") => Webhook(request),
            ("GET", "/api/status") => Guarded(request, Status),
            ("GET", "/api/health") => Guarded(request, () => HttpResponse.Json(200, new JsonObject { ["health"] = health.Snapshot() })),
            ("GET", "/admin/paircode") => Local(request, AdminPairCode),
            ("POST", "/admin/shutdown") => Local(request, Stop),
            (_, "/health" or "/metrics" or "/pair/code" or "/pair" or "/webhook" or "/api/status" or "/api/health") => HttpResponse.Empty(405),
            _ => _a2a.Handle(request) ?? HttpResponse.Empty(404),
        };
    }

    private HttpResponse Health() => fault.HidesHealth(health.Uptime)
        ? HttpResponse.Json(503, new JsonObject { ["status"] = "error", ["message"] = $"hidden by {FaultSwitch.Variable}" })
        : HttpResponse.Json(200, new JsonObject
        {
            ["status"] = "ok",
            ["paired"] = pairing.IsPaired,
            ["require_pairing"] = pairing.Required,
            ["runtime"] = health.Snapshot(),
            ["simulated"] = true,
        });

    private HttpResponse Metrics()
    {
        const string Prometheus = "text/plain; version=0.0.4; charset=utf-8";
        return config.ObservabilityBackend == "prometheus"
            ? HttpResponse.Text(200, $"# HELP clawsim_requests_total Requests answered by the simulator.\n# TYPE clawsim_requests_total counter\nclawsim_requests_total {Interlocked.Read(ref _requests)}\n", Prometheus)
            : HttpResponse.Text(200, "# Prometheus backend not enabled. Set [observability] backend = \"prometheus\" in config.\n", Prometheus);
    }

    /// <summary>The code is public until somebody has paired: whoever reaches the port first gets it.</summary>
    private HttpResponse PairCode() => HttpResponse.Json(200, new JsonObject { ["success"] = true, ["pairing_required"] = pairing.Required, ["pairing_code"] = pairing.Code });

    private HttpResponse AdminPairCode() => HttpResponse.Json(200, new JsonObject
    {
        ["success"] = true,
        ["pairing_required"] = pairing.Required,
        ["pairing_code"] = pairing.Code,
        ["message"] = pairing.Code is not null ? "Use this one-time code to pair"
            : pairing.Required ? "Pairing is active but no new code available (already paired or code expired)" : "Pairing is disabled for this gateway",
    });

    private HttpResponse Pair(HttpRequest request)
    {
        if (pairing.Pair(request.Header("X-Pairing-Code") ?? "") is not { } token)
            return HttpResponse.Json(403, new JsonObject { ["error"] = "Invalid pairing code" });
        try
        {
            ZeroClawTokens.Append(home.ConfigFile, PairingGuard.Hash(token));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            pairing.Revoke(token);
            return HttpResponse.Json(500, new JsonObject
            {
                ["paired"] = false,
                ["persisted"] = false,
                ["error"] = $"Token persistence error: {e.Message}",
                ["message"] = "Pairing failed; the in-process token was not retained.",
            });
        }
        return HttpResponse.Json(200, new JsonObject { ["paired"] = true, ["persisted"] = true, ["token"] = token, ["message"] = "Save this token — use it as Authorization: Bearer <token>" });
    }

    private HttpResponse Webhook(HttpRequest request)
    {
        if (!pairing.Admits(request.BearerToken)) return Error(401, Unauthorized);
        if (config.WebhookSecret is { } secret && !Same(request.Header("X-Webhook-Secret")?.Trim() ?? "", secret))
            return Error(401, "Unauthorized — invalid or missing X-Webhook-Secret header");

        if (request.JsonBody?.Text("message") is not { } message) return Error(400, "Invalid JSON body. Expected: {\"message\": \"...\"}");

        var agent = request.Query.GetValueOrDefault("agent")?.Trim() is { Length: > 0 } alias ? alias : null;
        if (agent is not null && !config.HasAgent(agent)) return Error(400, $"Unknown agent `{agent}` — no [agents.{agent}] entry configured.");
        if (config.ModelOf(agent) is not { } model) return HttpResponse.Json(503, new JsonObject { ["error"] = "needs_quickstart", ["url"] = "/quickstart" });

        var session = request.Header("X-Session-Id");
        if (session is not null && !(session.Length is > 0 and <= 128 && session.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-')))
            return Error(400, "Invalid X-Session-Id");
        var turn = state.Record(session, message);
        return HttpResponse.Json(200, new JsonObject { ["response"] = SimulatedAnswer.To(Persona.ZeroClaw, message, turn), ["model"] = model });
    }

    private HttpResponse Status() => HttpResponse.Json(200, new JsonObject
    {
        ["simulated"] = true,
        ["version"] = Persona.ZeroClaw.Version,
        ["model"] = config.ModelOf(null),
        ["uptime_seconds"] = (long)health.Uptime.TotalSeconds,
        ["gateway_port"] = config.Port,
        ["memory_backend"] = config.MemoryBackend,
        ["paired"] = pairing.IsPaired,
        ["agents"] = new JsonArray([.. config.Agents.Select(alias => (JsonNode)alias)]),
        ["channels"] = new JsonObject(channels.Select(channel => KeyValuePair.Create<string, JsonNode?>(channel.Name, channel.Starts))),
        ["channels_off"] = new JsonObject(channels.Where(channel => !channel.Starts).Select(channel => KeyValuePair.Create<string, JsonNode?>(channel.Name, channel.Reason))),
        ["env_overrides"] = new JsonArray([.. config.Overridden.Select(path => (JsonNode)path)]),
        ["health"] = health.Snapshot(),
    });

    private HttpResponse Guarded(HttpRequest request, Func<HttpResponse> answer) => pairing.Admits(request.BearerToken) ? answer() : Error(401, Unauthorized);

    private static HttpResponse Local(HttpRequest request, Func<HttpResponse> answer) =>
        IPAddress.IsLoopback(request.Peer) ? answer() : Error(403, "This endpoint is restricted to localhost");

    private HttpResponse Stop()
    {
        shutdown();
        return HttpResponse.Json(200, new JsonObject { ["success"] = true, ["message"] = "Gateway shutdown initiated" });
    }

    private static bool Same(string left, string right) => CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(left), Encoding.UTF8.GetBytes(right));

    private static HttpResponse Error(int status, string message) => HttpResponse.Json(status, new JsonObject { ["error"] = message });
}
