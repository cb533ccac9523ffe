using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Chat.Http;

/// <summary>Reads what a member sent, which may be anything.</summary>
internal static class Json
{
    /// <exception cref="ChatException">The text is not a JSON object.</exception>
    public static JsonObject Object(string text)
    {
        try
        {
            return JsonNode.Parse(text) as JsonObject ?? throw Faults.Malformed(text);
        }
        catch (JsonException)
        {
            throw Faults.Malformed(text);
        }
    }

    public static string? Text(this JsonObject? from, string name) => from?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool Flag(this JsonObject? from, string name) => from?[name] is JsonValue value && value.GetValueKind() == JsonValueKind.True;

    public static IEnumerable<JsonObject> Objects(this JsonObject? from, string name) => (from?[name] as JsonArray)?.OfType<JsonObject>() ?? [];
}
