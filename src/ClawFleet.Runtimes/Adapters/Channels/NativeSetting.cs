using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Channels;

/// <summary>One setting of a runtime's channel.</summary>
/// <param name="Name">The runtime's own key.</param>
/// <param name="IsSecret">Whether it is a credential.</param>
internal sealed record NativeSetting(string Name, NativeKind Kind, bool IsSecret)
{
    /// <summary>What the value is expected to be, or null when it is that. A runtime that decodes strictly would drop the whole channel over it.</summary>
    public string? Misfit(JsonNode? value) => Kind switch
    {
        NativeKind.Text when value?.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number) => "a text",
        NativeKind.Flag when value?.GetValueKind() is not (JsonValueKind.True or JsonValueKind.False) => "true or false",
        NativeKind.Whole when value is not JsonValue v || !v.TryGetValue<long>(out _) => "a whole number",
        NativeKind.Texts when Items(value).Any(i => i?.GetValueKind() is not (JsonValueKind.String or JsonValueKind.Number)) => "a list of texts",
        _ => null,
    };

    /// <summary>The value as the runtime takes it: numbers of ids as text, one text of a list as a list.</summary>
    public JsonNode? Native(JsonNode? value) => Kind switch
    {
        NativeKind.Text => JsonValue.Create(value!.ToString()),
        NativeKind.Texts => new JsonArray([.. Items(value).Select(i => (JsonNode)JsonValue.Create(i!.ToString()))]),
        _ => value?.DeepClone(),
    };

    private static JsonArray Items(JsonNode? value) => value as JsonArray ?? [value?.DeepClone()];
}
