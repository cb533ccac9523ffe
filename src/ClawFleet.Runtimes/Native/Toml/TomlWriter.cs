using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Native;

/// <summary>Writes TOML 1.0: values before sub-tables, lists of tables as <c>[[…]]</c>, everything else inline. Nulls are left out, since TOML has none.</summary>
public static class TomlWriter
{
    /// <exception cref="FormatException">A value that TOML cannot hold; the message names its place.</exception>
    public static string Write(JsonObject root)
    {
        var text = new StringBuilder();
        Table(text, root, "", header: null);
        return text.ToString();
    }

    private static void Table(StringBuilder text, JsonObject table, string path, string? header)
    {
        var values = table.Where(p => p.Value is not null && !IsTable(p.Value) && !IsTables(p.Value)).ToList();
        var tables = table.Where(p => IsTable(p.Value) || IsTables(p.Value)).ToList();
        if (header is not null && (values.Count > 0 || tables.Count == 0 || header.StartsWith("[[", StringComparison.Ordinal)))
        {
            if (text.Length > 0)
            {
                text.Append('\n');
            }

            text.Append(header).Append('\n');
        }

        foreach (var (key, value) in values)
        {
            text.Append(Key(key)).Append(" = ");
            Value(text, value!, Join(path, key));
            text.Append('\n');
        }

        foreach (var (key, value) in tables)
        {
            var inner = Join(path, key);
            if (value is JsonArray list)
            {
                foreach (var item in list)
                {
                    Table(text, (JsonObject)item!, inner, $"[[{inner}]]");
                }
            }
            else
            {
                Table(text, (JsonObject)value!, inner, $"[{inner}]");
            }
        }
    }

    private static void Value(StringBuilder text, JsonNode value, string path)
    {
        switch (value)
        {
            case JsonObject table:
                text.Append("{ ");
                text.AppendJoin(", ", table.Where(p => p.Value is not null).Select(p =>
                {
                    var inner = new StringBuilder(Key(p.Key)).Append(" = ");
                    Value(inner, p.Value!, Join(path, p.Key));
                    return inner.ToString();
                }));
                text.Append(table.Count == 0 ? "}" : " }");
                break;
            case JsonArray list:
                text.Append('[');
                for (var i = 0; i < list.Count; i++)
                {
                    text.Append(i == 0 ? "" : ", ");
                    Value(text, list[i] ?? throw new FormatException($"{path}[{i}] is null, which TOML cannot hold"), $"{path}[{i}]");
                }

                text.Append(']');
                break;
            default:
                text.Append(Scalar((JsonValue)value, path));
                break;
        }
    }

    private static string Scalar(JsonValue value, string path)
    {
        if (value.TryGetValue<TomlDateTime>(out var date))
        {
            return date.Text;
        }

        switch (value.GetValueKind())
        {
            case JsonValueKind.True: return "true";
            case JsonValueKind.False: return "false";
            case JsonValueKind.String: return Quote(value.GetValue<string>());
        }

        if (value.TryGetValue<long>(out var whole))
        {
            return whole.ToString(CultureInfo.InvariantCulture);
        }

        if (value.TryGetValue<int>(out var small))
        {
            return small.ToString(CultureInfo.InvariantCulture);
        }

        if (value.TryGetValue<double>(out var number))
        {
            return Float(number, path, value);
        }

        throw new FormatException($"{path} holds a number that TOML cannot hold");
    }

    private static string Float(double number, string path, JsonValue value)
    {
        if (double.IsNaN(number))
        {
            return "nan";
        }

        if (double.IsInfinity(number))
        {
            return number > 0 ? "inf" : "-inf";
        }

        var text = number.ToString("R", CultureInfo.InvariantCulture);
        if (text.Contains('.') || text.Contains('E') || text.Contains('e'))
        {
            return text;
        }

        // A JSON integer beyond 64 bits would silently lose digits.
        return value.TryGetValue<JsonElement>(out var element) && !element.GetRawText().AsSpan().ContainsAny(".eE")
            ? throw new FormatException($"{path} is a whole number beyond 64 bits")
            : text + ".0";
    }

    internal static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (var c in value)
        {
            text.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\t' => "\\t",
                '\n' => "\\n",
                '\f' => "\\f",
                '\r' => "\\r",
                < ' ' or '\u007f' => $"\\u{(int)c:X4}",
                _ => c.ToString(),
            });
        }

        return text.Append('"').ToString();
    }

    private static string Key(string key) =>
        key.Length > 0 && key.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-') ? key : Quote(key);

    private static string Join(string path, string key) => path.Length == 0 ? Key(key) : $"{path}.{Key(key)}";

    private static bool IsTable(JsonNode? node) => node is JsonObject;

    private static bool IsTables(JsonNode? node) => node is JsonArray { Count: > 0 } list && list.All(i => i is JsonObject);
}
