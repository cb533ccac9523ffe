using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.NanoClaw;

/// <summary>The member's port, as <c>runtimes/nanoclaw/README.md</c> describes it.</summary>
internal sealed partial class NanoClawBridge(NanoClawFleet fleet, IReadOnlyDictionary<string, string> agent, FaultSwitch fault, TimeProvider clock)
{
    private static readonly string[] Commands = ["/help", "/login", "/logout", "/doctor", "/config", "/remote-control", "/clear", "/compact", "/context", "/cost", "/files"];

    private readonly ConcurrentDictionary<string, int> _turns = new(StringComparer.Ordinal);
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public ValueTask<HttpResponse> HandleAsync(HttpRequest request, CancellationToken ct) => ValueTask.FromResult((request.Method, request.Path) switch
    {
        ("GET" or "HEAD", "/health") => Health(),
        ("POST", "/chat") => Chat(request),
        _ => Fault(404, "known here are GET /health and POST /chat"),
    });

    private HttpResponse Health() => fault.HidesHealth(clock.GetUtcNow() - _started)
        ? HttpResponse.Json(503, new JsonObject { ["status"] = "unhealthy", ["reason"] = $"hidden by {FaultSwitch.Variable}" })
        : HttpResponse.Json(200, new JsonObject { ["status"] = "healthy", ["simulated"] = true });

    private HttpResponse Chat(HttpRequest request)
    {
        if (!Admits(request.BearerToken)) return Fault(401, "the member's API token is missing or wrong");
        if (request.JsonBody is not { } body) return Fault(400, "the body is not a JSON object");
        if (body.Text("message") is not { } message || string.IsNullOrWhiteSpace(message)) return Fault(400, "`message` is missing: a text that is not empty");
        var session = body["session"] is null ? "default" : body.Text("session");
        if (session is null || !Session().IsMatch(session)) return Fault(400, "`session` is 1 to 64 letters, digits, dots, underscores and hyphens");
        var command = message.TrimStart().Split((char[]?)null, 2)[0];
        if (Commands.Contains(command, StringComparer.OrdinalIgnoreCase)) return Fault(400, $"NanoClaw takes {command} from an admin on a chat platform alone");
        if (fleet.Model is null || !agent.ContainsKey("ANTHROPIC_API_KEY")) return Fault(503, "this member has no model: give it a provider and a model");
        var turn = _turns.AddOrUpdate(session, 1, (_, before) => before + 1);
        return HttpResponse.Json(200, new JsonObject { ["response"] = SimulatedAnswer.To(Persona.NanoClaw, message, turn), ["session"] = session, ["simulated"] = true });
    }

    private bool Admits(string? token) => token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(fleet.Token));

    private static HttpResponse Fault(int status, string why) => HttpResponse.Json(status, new JsonObject { ["error"] = why });

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}$")]
    private static partial Regex Session();
}
