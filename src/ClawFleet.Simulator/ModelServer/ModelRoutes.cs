using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.ModelServer;

/// <summary>The routes of model servers that runtimes ask: OpenAI's chat completions, responses and models, Anthropic's messages.</summary>
/// <param name="key">The only key that is taken; null for any or none.</param>
internal sealed class ModelRoutes(string? key, TimeProvider clock)
{
    public ValueTask<HttpResponse> HandleAsync(HttpRequest request, CancellationToken ct) => ValueTask.FromResult(Handle(request));

    private HttpResponse Handle(HttpRequest request)
    {
        var path = request.Path.StartsWith("/v1/", StringComparison.Ordinal) ? request.Path[3..] : request.Path;
        if (request is { Method: "GET", Path: "/health" }) return HttpResponse.Json(200, new JsonObject { ["status"] = "ok" });
        if (key is not null && (request.BearerToken ?? request.Header("x-api-key")) != key)
        {
            Talk.Info($"{request.Method} {request.Path}: 401");
            return Fault(401, "Incorrect API key provided.");
        }

        return (request.Method, path) switch
        {
            ("GET", "/models") => HttpResponse.Json(200, new JsonObject { ["object"] = "list", ["data"] = new JsonArray(new JsonObject { ["id"] = "fake-model", ["object"] = "model", ["created"] = 0, ["owned_by"] = "clawsim" }) }),
            ("POST", "/chat/completions") => Answer(request, "messages", (turn, streams) => streams ? OpenAiShapes.CompletionEvents(turn) : HttpResponse.Json(200, OpenAiShapes.Completion(turn))),
            ("POST", "/responses") => Answer(request, "input", (turn, streams) => streams ? OpenAiShapes.ResponseEvents(turn) : HttpResponse.Json(200, OpenAiShapes.Response(turn))),
            ("POST", "/messages") => Answer(request, "messages", (turn, streams) => streams ? AnthropicShapes.Events(turn) : HttpResponse.Json(200, AnthropicShapes.Message(turn))),
            _ => Fault(404, $"{request.Method} {request.Path} is not here."),
        };
    }

    private HttpResponse Answer(HttpRequest request, string messages, Func<ModelTurn, bool, HttpResponse> shape)
    {
        var body = request.JsonBody;

        if (body?["model"] is not JsonValue model || body[messages] is not { } said) return Fault(400, $"The body needs a model and {messages}.");
        var streams = body["stream"] is JsonValue stream && stream.GetValueKind() == JsonValueKind.True;
        Talk.Info($"{request.Method} {request.Path}: model {model}, {(streams ? "streaming" : "whole")}, {request.Body.Length} bytes");
        return shape(new ModelTurn(Guid.NewGuid().ToString("N"), model.ToString(), FakeAnswer.To(said), clock.GetUtcNow().ToUnixTimeSeconds()), streams);
    }

    private static HttpResponse Fault(int status, string message) =>
        HttpResponse.Json(status, new JsonObject { ["type"] = "error", ["error"] = new JsonObject { ["message"] = message, ["type"] = "invalid_request_error", ["code"] = status } });
}
