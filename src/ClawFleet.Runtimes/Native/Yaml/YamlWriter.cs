using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Native;

/// <summary>
/// A small YAML writer: block style, every string in double quotes (which YAML reads as JSON does), so no value can turn into
/// another type.
/// </summary>
public static class YamlWriter
{
    public static string Write(JsonObject root)
    {
        var text = new StringBuilder();
        if (root.Count == 0)
        {
            return "{}\n";
        }

        Members(text, root, 0);
        return text.ToString();
    }

    private static void Members(StringBuilder text, JsonObject map, int indent)
    {
        foreach (var (key, value) in map)
        {
            text.Append(' ', indent).Append(Key(key)).Append(':');
            Value(text, value, indent);
        }
    }

    private static void Value(StringBuilder text, JsonNode? value, int indent)
    {
        switch (value)
        {
            case JsonObject { Count: > 0 } map:
                text.Append('\n');
                Members(text, map, indent + 2);
                break;
            case JsonArray { Count: > 0 } list:
                text.Append('\n');
                Items(text, list, indent + 2);
                break;
            default:
                text.Append(' ').Append(Scalar(value)).Append('\n');
                break;
        }
    }

    private static void Items(StringBuilder text, JsonArray list, int indent)
    {
        foreach (var item in list)
        {
            text.Append(' ', indent).Append('-');
            Value(text, item, indent);
        }
    }

    private static string Scalar(JsonNode? value) => value switch
    {
        null => "null",
        JsonObject => "{}",
        JsonArray => "[]",
        _ => Quoted(value),
    };

    /// <summary>JSON, but that what lies beyond the first plane is one escape: YAML refuses JSON's halves.</summary>
    private static string Quoted(JsonNode value)
    {
        var json = NativeJson.Write(value, indented: false);
        if (!json.Contains("\\u", StringComparison.Ordinal))
        {
            return json;
        }

        var yaml = new StringBuilder();
        for (var i = 0; i < json.Length; i++)
        {
            if (json[i] != '\\')
            {
                yaml.Append(json[i]);
            }
            else if (json[i + 1] == 'u' && char.IsHighSurrogate(Code(json, i)))
            {
                yaml.Append(CultureInfo.InvariantCulture, $"\\U{char.ConvertToUtf32(Code(json, i), Code(json, i + 6)):X8}");
                i += 11;
            }
            else
            {
                yaml.Append(json, i++, 2);
            }
        }

        return yaml.ToString();

        static char Code(string json, int at) => (char)int.Parse(json.AsSpan(at + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
    }

    private static string Key(string key) =>
        key.Length > 0 && char.IsAsciiLetter(key[0]) && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') && !IsWord(key)
            ? key
            : Quoted(JsonValue.Create(key));

    // Words that YAML 1.1 readers take for a boolean or null.
    private static bool IsWord(string key) => key.ToUpperInvariant() is "Y" or "N" or "YES" or "NO" or "ON" or "OFF" or "TRUE" or "FALSE" or "NULL";
}
