using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.Configuration;

/// <summary>Reads and writes settings of a checked tree by their path.</summary>
internal static class SettingTree
{
    public static JsonNode? At(this JsonObject tree, params ReadOnlySpan<string> path)
    {
        JsonNode? node = tree;
        foreach (var key in path) node = (node as JsonObject)?[key];
        return node;
    }

    public static string? Text(this JsonObject tree, params ReadOnlySpan<string> path) =>
        tree.At(path) is JsonValue value && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    public static bool? Flag(this JsonObject tree, params ReadOnlySpan<string> path) =>
        tree.At(path)?.GetValueKind() switch { JsonValueKind.True => true, JsonValueKind.False => false, _ => null };

    public static int? Whole(this JsonObject tree, params ReadOnlySpan<string> path) =>
        tree.At(path) is JsonValue value && value.TryGetValue<long>(out var number) && number is >= int.MinValue and <= int.MaxValue ? (int)number : null;

    public static IReadOnlyList<string> Texts(this JsonObject tree, params ReadOnlySpan<string> path) =>
        tree.At(path) is JsonArray items ? [.. items.Select(item => item!.GetValue<string>())] : [];

    public static IEnumerable<KeyValuePair<string, JsonObject>> Tables(this JsonObject tree, params ReadOnlySpan<string> path) =>
        tree.At(path) is JsonObject table
            ? [.. table.Where(entry => entry.Value is JsonObject).Select(entry => KeyValuePair.Create(entry.Key, (JsonObject)entry.Value!))]
            : [];

    public static void Put(this JsonObject tree, JsonNode value, params ReadOnlySpan<string> path)
    {
        foreach (var key in path[..^1])
        {
            if (tree[key] is not JsonObject next) tree[key] = next = [];
            tree = next;
        }
        tree[path[^1]] = value;
    }
}
