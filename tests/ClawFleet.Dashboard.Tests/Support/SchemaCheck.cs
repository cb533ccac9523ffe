using System.Text.Json.Nodes;

namespace ClawFleet.Dashboard.Tests.Support;

/// <summary>Whether JSON is as a schema of the OpenAPI document says, as far as that document uses JSON Schema.</summary>
internal sealed class SchemaCheck(JsonNode document)
{
    /// <returns>What is not as it says, each with its place.</returns>
    public IEnumerable<string> Faults(JsonNode schema, JsonNode? value, string at = "$")
    {
        if (schema["$ref"] is { } reference)
            return Faults(document["components"]!["schemas"]![((string)reference!).Split('/')[^1]]!, value, at);
        if (schema["anyOf"] is JsonArray any)
            return any.Any(s => !Faults(s!, value, at).Any()) ? [] : [$"{at} is none of what it may be"];
        if (schema["type"] is { } type && !Types(type).Contains(TypeOf(value)) && !(TypeOf(value) == "integer" && Types(type).Contains("number")))
            return [$"{at} is {TypeOf(value)}, not {type.ToJsonString()}"];
        if (schema["enum"] is JsonArray words && !words.Any(w => (string)w! == (string)value!))
            return [$"{at} is '{value}', which is not among {words.ToJsonString()}"];
        return value switch
        {
            JsonObject o => Object(schema, o, at),
            JsonArray a when schema["items"] is { } items => a.SelectMany((item, i) => Faults(items, item, $"{at}[{i}]")),
            _ => [],
        };
    }

    private IEnumerable<string> Object(JsonNode schema, JsonObject value, string at)
    {
        var known = schema["properties"] as JsonObject;
        var missing = (schema["required"] as JsonArray ?? []).Where(r => !value.ContainsKey((string)r!)).Select(r => $"{at}.{r} is missing");
        var unknown = schema["additionalProperties"] is JsonValue more && more.TryGetValue<bool>(out var allowed) && !allowed ? value.Where(p => known?.ContainsKey(p.Key) != true).Select(p => $"{at}.{p.Key} is not described") : [];
        return [.. missing, .. unknown, .. value.Where(p => known?[p.Key] is not null).SelectMany(p => Faults(known![p.Key]!, p.Value, $"{at}.{p.Key}"))];
    }

    private static string[] Types(JsonNode type) => type is JsonArray several ? [.. several.Select(t => (string)t!)] : [(string)type!];

    private static string TypeOf(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "object",
        JsonArray => "array",
        _ => value.GetValueKind() switch
        {
            System.Text.Json.JsonValueKind.String => "string",
            System.Text.Json.JsonValueKind.Number => value.ToJsonString().AsSpan().ContainsAny('.', 'e', 'E') ? "number" : "integer",
            _ => "boolean",
        },
    };
}
