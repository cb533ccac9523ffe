using System.Text;
using System.Text.Json;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Errors;

/// <summary>The body of an answer that is no success: Docker's <c>{"message"}</c>, Podman's <c>{"cause","message","response"}</c>, or plain text.</summary>
internal static class ErrorBody
{
    private const int LongestText = 2000;

    public static string Message(ReadOnlySpan<byte> body)
    {
        try
        {
            var error = JsonSerializer.Deserialize(body, WireJson.Default.WireError);
            // Podman's message is the whole chain and its cause the innermost part; one without the other happens.
            return error?.Message is { Length: > 0 } message ? message : error?.Cause ?? "";
        }
        catch (JsonException)
        {
            var text = Encoding.UTF8.GetString(body).Trim();
            // A page of HTML comes from something that is no engine; its text helps nobody.
            return text.StartsWith('<') || text.StartsWith('{') ? "" : text.Length > LongestText ? text[..LongestText] : text;
        }
    }
}
