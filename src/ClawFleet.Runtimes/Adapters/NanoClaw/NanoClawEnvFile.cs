using System.Text;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.NanoClaw;

/// <summary>
/// NanoClaw's <c>.env</c>, read and written as its own parser does (<c>src/env.ts</c>): a line is a name, <c>=</c> and a value, blanks around both are cut off, one
/// pair of equal quotes around the value is taken away, and nothing is escaped.
/// </summary>
internal static class NanoClawEnvFile
{
    /// <exception cref="FormatException">A line is neither empty, nor a comment, nor an assignment.</exception>
    public static JsonObject Read(string text)
    {
        var variables = new JsonObject();
        foreach (var (i, line) in text.Split('\n').Index())
        {
            var trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed.StartsWith('#'))
            {
                continue;
            }

            var at = trimmed.IndexOf('=', StringComparison.Ordinal);
            if (at < 1)
            {
                throw new FormatException($"line {i + 1}: not NAME=value");
            }

            var value = trimmed[(at + 1)..].Trim();
            variables[trimmed[..at].Trim()] = IsQuoted(value) ? value[1..^1] : value;
        }

        return variables;
    }

    /// <exception cref="RenderException">A value has a line end in it, for which the file has no form.</exception>
    public static string Write(JsonObject variables)
    {
        var text = new StringBuilder();
        foreach (var (name, node) in variables.OrderBy(v => v.Key, StringComparer.Ordinal))
        {
            var value = node?.ToString() ?? "";
            if (value.IndexOfAny(['\n', '\r', '\0']) >= 0)
            {
                throw new RenderException($"{name} has a line end in it, and NanoClaw's .env holds a value on one line: give it without");
            }

            text.Append(name).Append('=').Append(value != value.Trim() || IsQuoted(value) ? $"\"{value}\"" : value).Append('\n');
        }

        return text.ToString();
    }

    private static bool IsQuoted(string value) => value.Length >= 2 && value[0] == value[^1] && value[0] is '"' or '\'';
}
