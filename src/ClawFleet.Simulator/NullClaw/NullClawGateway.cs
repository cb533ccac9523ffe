using System.Net;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;
using ClawFleet.Simulator.Pairing;

namespace ClawFleet.Simulator.NullClaw;

/// <summary>The routes of NullClaw's gateway that fleets use. Sources: <c>src/gateway.zig</c>, <c>docs/en/gateway-api.md</c>.</summary>
internal sealed class NullClawGateway(NullClawConfig config, PairingGuard pairing, TurnLog turns, FaultSwitch fault, TimeProvider clock)
{
    private readonly NullClawA2a _a2a = new(config, turns, clock);
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    private bool IsHidden => fault.HidesHealth(clock.GetUtcNow() - _started);

    public ValueTask<HttpResponse> HandleAsync(HttpRequest request, CancellationToken ct) => ValueTask.FromResult(Handle(request));

    private HttpResponse Handle(HttpRequest request) => (request.Method, request.Path) switch
    {
        ("GET" or "HEAD", "/health") => IsHidden ? Error(503, $"hidden by {FaultSwitch.Variable}") : HttpResponse.Json(200, new JsonObject { ["status"] = "ok" }),
        ("GET" or "HEAD", "/ready") => IsHidden
            ? HttpResponse.Json(503, new JsonObject { ["status"] = "not_ready", ["checks"] = Checks(false) })
            : HttpResponse.Json(200, new JsonObject { ["status"] = "ready", ["checks"] = Checks(true) }),
        ("POST", "/pair") => Pair(request),
        ("POST", "/webhook") => Guarded(request, () => request.Body.IsEmpty ? Error(400, "empty body") : HttpResponse.Json(200, new JsonObject { ["status"] = "received" })),
        ("GET", "/.well-known/agent-card.json") when config.A2aEnabled => _a2a.Card(),
        ("POST", "/a2a") when config.A2aEnabled => Guarded(request, () => _a2a.Handle(request)),
        (_, "/pair" or "/webhook") => Error(405, "method not allowed"),
        (_, "/a2a") when config.A2aEnabled => Error(405, "method not allowed"),
        _ => Error(404, "not found"),
    };

    private HttpResponse Guarded(HttpRequest request, Func<HttpResponse> answer) => pairing.Admits(request.BearerToken) ? answer() : Error(401, "unauthorized");

    private HttpResponse Pair(HttpRequest request)
    {
        if (!pairing.Required) return Error(400, "pairing is not required");
        if (!IPAddress.IsLoopback(request.Peer)) return Error(403, "pairing is for loopback clients");
        if (pairing.Code is null) return Error(409, "already paired");
        return request.Header("X-Pairing-Code") is not { Length: > 0 } code ? Error(400, "missing X-Pairing-Code")
            : pairing.Pair(code) is { } token ? HttpResponse.Json(200, new JsonObject { ["status"] = "paired", ["token"] = token })
            : Error(401, "invalid pairing code");
    }

    private static JsonArray Checks(bool healthy) => new(new JsonObject { ["name"] = "gateway", ["healthy"] = healthy, ["message"] = "simulated" });

    private static HttpResponse Error(int status, string message) => HttpResponse.Json(status, new JsonObject { ["error"] = message });
}
