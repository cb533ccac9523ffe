using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Web;

/// <summary>An answer in JSON, written as it goes.</summary>
internal static class JsonAnswer
{
    public static async Task WriteAsync(HttpContext context, Action<Utf8JsonWriter> write, int status = StatusCodes.Status200OK)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json; charset=utf-8";
        var json = new Utf8JsonWriter(context.Response.BodyWriter);
        await using (json.ConfigureAwait(false))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }
    }

    /// <summary>What is wrong with the question, and 400.</summary>
    public static Task RefuseAsync(HttpContext context, string error, int status = StatusCodes.Status400BadRequest) =>
        WriteAsync(context, json => json.WriteString("error", error), status);
}
