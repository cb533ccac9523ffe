using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Configuration;

/// <summary>
/// <c>CLAWFLEET_CONFIG__a__b=value</c>: sets the native key <c>a.b</c>, typed by the value it replaces. A list is JSON or has commas between;
/// an object is JSON; a key that is not there yet becomes a string.
/// </summary>
internal static class ConfigOverrides
{
    public const string Prefix = "CLAWFLEET_CONFIG__";

    /// <summary>The overrides in the environment, sorted, as path and text.</summary>
    public static IEnumerable<(string[] Path, string Text)> In(IReadOnlyDictionary<string, string> environment) =>
        environment.Where(v => v.Key.StartsWith(Prefix, StringComparison.Ordinal))
            .OrderBy(v => v.Key, StringComparer.Ordinal)
            .Select(v => (v.Key[Prefix.Length..].Split("__"), v.Value));

    /// <exception cref="RenderException">The value does not fit the type it replaces, or the path is none.</exception>
    public static void Apply(JsonObject tree, string[] path, string text)
    {
        var variable = Prefix + string.Join("__", path);
        if (path.Any(p => p.Length == 0))
        {
            throw new RenderException($"{variable} names no config key: write {Prefix}section__key");
        }

        JsonNode node = tree;
        foreach (var part in path[..^1])
        {
            node = Step(node, part, variable);
        }

        switch (node)
        {
            case JsonObject o:
                var typed = Typed(o[path[^1]], text, variable);
                if (typed is JsonObject replacement && o[path[^1]] is JsonObject target)
                {
                    ConfigTree.Merge(target, replacement);
                }
                else
                {
                    o[path[^1]] = typed;
                }

                break;
            case JsonArray a when Index(a, path[^1]) is { } i:
                a[i] = Typed(a[i], text, variable);
                break;
            default:
                throw new RenderException($"{variable}: {path[^1]} is not in {string.Join('.', path[..^1])}, which is no table");
        }
    }

    private static JsonNode Step(JsonNode node, string part, string variable)
    {
        if (node is JsonArray a)
        {
            return Index(a, part) is { } i && a[i] is { } item ? item : throw new RenderException($"{variable}: there is no item {part}");
        }

        if (node is not JsonObject o)
        {
            throw new RenderException($"{variable}: the key before {part} holds a value, not a table");
        }

        if (o[part] is not { } next)
        {
            o[part] = next = new JsonObject();
        }

        return next;
    }

    private static int? Index(JsonArray array, string part) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var i) && i < array.Count ? i : null;

    private static JsonNode Typed(JsonNode? replaced, string text, string variable)
    {
        switch (replaced)
        {
            case null:
                return JsonValue.Create(text);
            case JsonObject:
                return Json(text) as JsonObject ?? throw Wrong(variable, "a table", "a JSON object");
            case JsonArray:
                return List(text, (JsonArray)replaced, variable);
        }

        switch (replaced.GetValueKind())
        {
            case JsonValueKind.True or JsonValueKind.False:
                return text.Trim().ToUpperInvariant() switch
                {
                    "TRUE" or "1" or "YES" or "ON" => JsonValue.Create(true),
                    "FALSE" or "0" or "NO" or "OFF" => JsonValue.Create(false),
                    _ => throw Wrong(variable, "a boolean", "true or false"),
                };
            case JsonValueKind.Number:
                return Number((JsonValue)replaced, text.Trim(), variable);
            default:
                return JsonValue.Create(text);
        }
    }

    private static JsonValue Number(JsonValue replaced, string text, string variable)
    {
        if (long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole))
        {
            // A float stays a float, since TOML tells 1 from 1.0.
            return replaced.TryGetValue<double>(out _) && !replaced.TryGetValue<long>(out _) ? JsonValue.Create((double)whole) : JsonValue.Create(whole);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : throw Wrong(variable, "a number", "a number");
    }

    private static JsonArray List(string text, JsonArray replaced, string variable)
    {
        if (text.TrimStart().StartsWith('['))
        {
            return Json(text) as JsonArray ?? throw Wrong(variable, "a list", "a JSON list, or items with commas between");
        }

        // The items take the type of those they replace.
        var sample = replaced.Count > 0 ? replaced[0] : null;
        var items = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return new JsonArray([.. items.Select(i => sample is JsonValue ? Typed(sample, i, variable) : JsonValue.Create(i))]);
    }

    private static JsonNode? Json(string text)
    {
        try
        {
            return JsonNode.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // The value itself is never repeated: it may be a secret.
    private static RenderException Wrong(string variable, string kind, string remedy) => new($"{variable} replaces {kind}: give it {remedy}");
}
