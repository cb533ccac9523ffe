using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace ClawFleet.Model.Tests.Support;

/// <summary>As much of JSON Schema as the generated one uses; a keyword it does not know fails the test rather than passing by.</summary>
internal static class SmallJsonSchema
{
    private static readonly string[] Ignored = ["$schema", "$defs", "title", "description"];

    public static IReadOnlyList<string> Check(JsonNode schema, JsonNode? value)
    {
        var faults = new List<string>();
        Check(schema, (JsonObject)schema, value, "$", faults);
        return faults;
    }

    private static void Check(JsonNode root, JsonObject schema, JsonNode? value, string at, List<string> faults)
    {
        foreach (var (keyword, rule) in schema.Where(k => !Ignored.Contains(k.Key)))
        {
            switch (keyword)
            {
                case "$ref":
                    Check(root, (JsonObject)root["$defs"]![rule!.GetValue<string>()["#/$defs/".Length..]]!, value, at, faults);
                    break;
                case "type":
                    var types = rule is JsonArray list ? list.Select(t => t!.GetValue<string>()) : [rule!.GetValue<string>()];
                    If(!types.Any(t => Is(t, value)), $"{at} is not {rule.ToJsonString()}");
                    break;
                case "enum":
                    If(!((JsonArray)rule!).Any(w => JsonNode.DeepEquals(w, value)), $"{at} is none of the words");
                    break;
                case "pattern":
                    If(value is JsonValue v && v.TryGetValue<string>(out var text) && !Regex.IsMatch(text, rule!.GetValue<string>()), $"{at} does not match");
                    break;
                case "maxLength":
                    If(value is JsonValue l && l.TryGetValue<string>(out var word) && word.Length > rule!.GetValue<int>(), $"{at} is too long");
                    break;
                case "anyOf":
                    If(((JsonArray)rule!).All(a => Faults(root, a, value, at).Count > 0), $"{at} meets no alternative");
                    break;
                case "oneOf":
                    If(((JsonArray)rule!).Count(a => Faults(root, a, value, at).Count == 0) != 1, $"{at} meets not exactly one alternative");
                    break;
                case "required":
                    faults.AddRange(((JsonArray)rule!).Where(r => value is JsonObject o && !o.ContainsKey(r!.GetValue<string>())).Select(r => $"{at} lacks {r}"));
                    break;
                case "items":
                    foreach (var (item, i) in (value as JsonArray ?? []).Select((n, i) => (n, i)))
                    {
                        Check(root, (JsonObject)rule!, item, $"{at}[{i}]", faults);
                    }

                    break;
                case "properties":
                    foreach (var (key, child) in (value as JsonObject ?? []).Where(p => rule![p.Key] is not null))
                    {
                        Check(root, (JsonObject)rule![key]!, child, $"{at}.{key}", faults);
                    }

                    break;
                case "patternProperties":
                    break;
                case "additionalProperties":
                    foreach (var (key, child) in (value as JsonObject ?? []).Where(p => schema["properties"]?[p.Key] is null && !p.Key.StartsWith("x-", StringComparison.Ordinal)))
                    {
                        if (rule is JsonObject of)
                        {
                            Check(root, of, child, $"{at}.{key}", faults);
                        }
                        else
                        {
                            faults.Add($"{at}.{key} is unknown");
                        }
                    }

                    break;
                default:
                    throw new InvalidOperationException($"the test's validator does not know {keyword}");
            }
        }

        void If(bool failed, string fault)
        {
            if (failed)
            {
                faults.Add(fault);
            }
        }
    }

    private static List<string> Faults(JsonNode root, JsonNode? schema, JsonNode? value, string at)
    {
        var faults = new List<string>();
        Check(root, (JsonObject)schema!, value, at, faults);
        return faults;
    }

    private static bool Is(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("object", JsonValueKind.Object) or ("array", JsonValueKind.Array) or ("string", JsonValueKind.String) or ("null", JsonValueKind.Null) => true,
        ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
        ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => !value!.ToJsonString().Contains('.', StringComparison.Ordinal),
        _ => false,
    };
}
