using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.MicroClaw;

/// <summary>Values as they stand in MicroClaw's own file, where a list with commas is one text and some flags and numbers are texts too.</summary>
internal static class MicroClawNative
{
    public static bool Fits(MicroClawKind kind, JsonNode? value) => kind switch
    {
        MicroClawKind.Flag => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        MicroClawKind.Wholes => value is JsonArray numbers && numbers.All(i => i is JsonValue v && v.TryGetValue<long>(out _)),
        MicroClawKind.Texts => value is JsonArray texts && texts.All(i => i?.GetValueKind() == JsonValueKind.String),
        MicroClawKind.Switch => value is JsonObject,
        _ => value?.GetValueKind() == JsonValueKind.String,
    };

    public static string Describe(MicroClawKind kind) => kind switch
    {
        MicroClawKind.Flag => "true or false",
        MicroClawKind.Wholes => "a list of whole numbers",
        MicroClawKind.Texts => "a list of texts",
        MicroClawKind.Commas => "one text with commas between",
        MicroClawKind.Switch => "a map with `enabled`",
        MicroClawKind.TextFlag or MicroClawKind.TextWhole => "a text, in quotes",
        _ => "a text",
    };
}
