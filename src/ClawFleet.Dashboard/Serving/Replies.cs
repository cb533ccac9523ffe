using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Serving;

/// <summary>Answers as text and as JSON.</summary>
internal static class Replies
{
    public static Task TextAsync(HttpResponse response, int status, string text) => WriteAsync(response, status, "text/plain; charset=utf-8", text + "\n");

    public static Task TextAsync(HttpResponse response, string text, string type) => WriteAsync(response, StatusCodes.Status200OK, type, text);

    public static Task HtmlAsync(HttpResponse response, int status, string html) => WriteAsync(response, status, "text/html; charset=utf-8", html);

    public static Task ErrorAsync(HttpResponse response, int status, string what) => JsonAsync(response, new JsonObject { ["error"] = what }, status);

    public static async Task JsonAsync(HttpResponse response, JsonNode body, int status = StatusCodes.Status200OK)
    {
        response.StatusCode = status;
        response.ContentType = "application/json";
        var writer = new Utf8JsonWriter(response.BodyWriter);
        await using (writer.ConfigureAwait(false))
            body.WriteTo(writer);
    }

    private static Task WriteAsync(HttpResponse response, int status, string type, string text)
    {
        response.StatusCode = status;
        response.ContentType = type;
        return response.WriteAsync(text, response.HttpContext.RequestAborted);
    }
}
