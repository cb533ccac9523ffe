using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>IronClaw's routes that fleets use. Sources: <c>webui_serve.rs</c>, <c>ironclaw_openai_compat</c>, <c>webui_v2/descriptors.rs</c>.</summary>
internal sealed class IronClawGateway(IronClawSettings settings, ITurnStore store, FaultSwitch fault, TimeProvider clock)
{
    private readonly IronClawChat _chat = new(settings, store, clock);
    private readonly DateTimeOffset _started = clock.GetUtcNow();
    private volatile bool _ready;

    /// <summary>From now on every route answers; until then only <c>/api/health</c> does, as in hosted profiles.</summary>
    public void BecomeReady() => _ready = true;

    public async ValueTask<HttpResponse> HandleAsync(HttpRequest request, CancellationToken ct)
    {
        if (request is { Method: "GET" or "HEAD", Path: "/api/health" }) return Health();
        if (!_ready) return HttpResponse.Text(503, "Reborn runtime is starting");
        try
        {
            return await RouteAsync(request, ct).ConfigureAwait(false);
        }
        catch (StoreUnavailableException e)
        {
            Talk.Warn($"storage does not answer: {e.Message}");
            return OpenAiError.Unavailable;
        }
    }

    private async Task<HttpResponse> RouteAsync(HttpRequest request, CancellationToken ct)
    {
        const string Responses = "/api/v1/responses";
        var path = request.Path.StartsWith("/v1/responses", StringComparison.Ordinal) ? "/api" + request.Path : request.Path;
        switch (request.Method, path)
        {
            case ("GET", "/"):
                return HttpResponse.Text(200, "<!doctype html><title>IronClaw, simulated</title><p>clawsim stands in for IronClaw's web app here.", "text/html; charset=utf-8");
            case ("POST", "/webhooks/extensions/telegram/updates" or "/webhooks/extensions/slack/events"):
                return HttpResponse.Text(503, "extension is not configured");
        }
        if (!path.StartsWith("/api/", StringComparison.Ordinal) && !path.StartsWith("/v1/", StringComparison.Ordinal)) return HttpResponse.Empty(404);
        if (!Admits(request.BearerToken)) return OpenAiError.Unauthorized;
        return (request.Method, path) switch
        {
            ("GET", "/api/webchat/v2/session") => HttpResponse.Json(200, new JsonObject { ["user_id"] = "reborn-cli", ["session_channel_extension_id"] = "webchat", ["simulated"] = true }),
            ("GET", "/api/webchat/v2/operator/status") => OperatorStatus(),
            ("GET", "/v1/models" or "/api/v1/models") => _chat.Models(),
            ("POST", "/v1/chat/completions") => await _chat.CompleteAsync(request, ct).ConfigureAwait(false),
            ("POST", Responses) => await _chat.RespondAsync(request, ct).ConfigureAwait(false),
            ("GET", _) when path.StartsWith(Responses + "/", StringComparison.Ordinal) => await _chat.FindAsync(path[(Responses.Length + 1)..], ct).ConfigureAwait(false),
            (_, Responses or "/v1/chat/completions" or "/v1/models" or "/api/v1/models" or "/api/webchat/v2/session") => HttpResponse.Empty(405),
            _ => OpenAiError.NotFound,
        };
    }

    private HttpResponse Health() => fault.HidesHealth(clock.GetUtcNow() - _started)
        ? HttpResponse.Json(503, new JsonObject { ["status"] = "unhealthy", ["message"] = $"hidden by {FaultSwitch.Variable}" })
        : HttpResponse.Json(200, new JsonObject { ["status"] = "healthy", ["channel"] = "reborn" });

    private HttpResponse OperatorStatus() => HttpResponse.Json(200, new JsonObject
    {
        ["generated_at"] = clock.GetUtcNow().ToString("O", CultureInfo.InvariantCulture),
        ["simulated"] = true,
        // local-dev reports degraded by design, upstream too.
        ["overall"] = settings.Model is null ? "not_configured" : settings.IsHosted ? "ready" : "degraded",
        ["checks"] = new JsonArray(
            Check("runtime", "ok", "simulated by clawsim"),
            Check("storage", settings.IsHosted ? "ok" : "degraded", settings.Database is { } database ? $"PostgreSQL at {database.Place}" : "embedded storage"),
            Check("provider_model", settings.Model is null ? "not_configured" : "ok", settings.Model ?? "no LLM provider is configured yet")),
    });

    private static JsonObject Check(string id, string status, string summary) => new() { ["id"] = id, ["status"] = status, ["severity"] = "info", ["summary"] = summary, ["remediation"] = null };

    private bool Admits(string? token) => token is not null && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), Encoding.UTF8.GetBytes(settings.Token));
}
