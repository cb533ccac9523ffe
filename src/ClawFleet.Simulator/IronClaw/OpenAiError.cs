using System.Text.Json.Nodes;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>Errors in OpenAI's envelope, with IronClaw's sentences. Source: <c>ironclaw_openai_compat/src/error.rs</c>.</summary>
internal static class OpenAiError
{
    public static HttpResponse InvalidRequest(string? parameter) => Of(400, "The request is invalid.", "invalid_request_error", "invalid_request", parameter);

    public static HttpResponse Unauthorized { get; } = Of(401, "Authentication is required.", "authentication_error", "authentication_required");

    public static HttpResponse NotFound { get; } = Of(404, "The requested resource was not found.", "not_found_error", "not_found");

    public static HttpResponse Conflict { get; } = Of(409, "The request conflicts with the current resource state.", "conflict_error", "conflict");

    public static HttpResponse NotWired { get; } = Of(501, "This OpenAI-compatible Reborn route is not wired yet.", "server_error", "unsupported");

    public static HttpResponse FailedRun { get; } = Of(502, "An internal error occurred.", "server_error", "internal_error");

    public static HttpResponse Unavailable { get; } = Of(503, "The service is temporarily unavailable.", "server_error", "service_unavailable");

    private static HttpResponse Of(int status, string message, string type, string code, string? parameter = null) =>
        HttpResponse.Json(status, new JsonObject { ["error"] = new JsonObject { ["message"] = message, ["type"] = type, ["param"] = parameter, ["code"] = code } });
}
