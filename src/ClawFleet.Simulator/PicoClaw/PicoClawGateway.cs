using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.PicoClaw;

/// <summary>All the routes there are on PicoClaw's port. Sources: <c>pkg/health/server.go</c>, <c>pkg/channels/{dynamic_mux,pico/pico,line/line}.go</c>.</summary>
internal sealed class PicoClawGateway(PicoClawConfig config, TurnLog turns, string reloadToken, FaultSwitch fault, TimeProvider clock)
{
    private readonly PicoClawChat? _chat = config.Chat is { } settings ? new PicoClawChat(config, settings, turns, clock) : null;
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    private TimeSpan Uptime => clock.GetUtcNow() - _started;

    public ValueTask<HttpResponse> HandleAsync(HttpRequest request, CancellationToken ct) => ValueTask.FromResult(Handle(request));

    private HttpResponse Handle(HttpRequest request) => request.Path switch
    {
        "/health" => Health(),
        "/ready" => fault.HidesHealth(Uptime)
            ? HttpResponse.Json(503, new JsonObject { ["status"] = "not ready", ["uptime"] = Duration() })
            : HttpResponse.Json(200, new JsonObject { ["status"] = "ready", ["uptime"] = Duration(), ["checks"] = new JsonObject() }),
        "/reload" => Reload(request),
        "/pico/ws" or "/pico/ws/" when _chat is not null => _chat.Open(request),
        var path when path == LinePath() => HttpResponse.Text(request.Method == "POST" ? 403 : 405, "clawsim verifies no LINE signature\n"),
        _ => HttpResponse.Text(404, "404 page not found\n"),
    };

    private HttpResponse Health() => fault.HidesHealth(Uptime)
        ? HttpResponse.Json(503, new JsonObject { ["status"] = "error", ["message"] = $"hidden by {FaultSwitch.Variable}" })
        : HttpResponse.Json(200, new JsonObject { ["status"] = "ok", ["uptime"] = Duration(), ["pid"] = Environment.ProcessId });

    private HttpResponse Reload(HttpRequest request) =>
        request.Method != "POST" ? HttpResponse.Json(405, new JsonObject { ["error"] = "method not allowed, use POST" })
        : request.BearerToken != reloadToken ? HttpResponse.Json(401, new JsonObject { ["error"] = "unauthorized" })
        : HttpResponse.Json(200, new JsonObject { ["status"] = "reload triggered" });

    private string? LinePath() => config.Channels.Where(c => PicoClawChecks.TypeOf(c) == "line")
        .Select(c => c.Value.Text("settings", "webhook_path") is { Length: > 0 } path ? path : "/webhook/line").FirstOrDefault();

    /// <summary>As Go writes a duration.</summary>
    private string Duration() => Uptime is { TotalMinutes: >= 1 } long_
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)long_.TotalMinutes}m{long_.Seconds + (long_.Milliseconds / 1000.0)}s")
        : string.Create(CultureInfo.InvariantCulture, $"{Uptime.TotalSeconds}s");
}
