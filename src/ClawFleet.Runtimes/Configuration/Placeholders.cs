using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Configuration;

/// <summary>
/// <c>${NAME}</c> in string values of native configuration, for the names on the allow-list alone; <c>$${NAME}</c> stays <c>${NAME}</c>.
/// A name that is not on the list is a fault: a config text must not be able to draw any variable of the container into a file.
/// </summary>
internal static class Placeholders
{
    /// <summary>Variable that widens the allow-list: names with commas between.</summary>
    public const string AllowListVariable = "CLAWFLEET_CONFIG_ENV";

    public static ImmutableHashSet<string> AllowList(IReadOnlyDictionary<string, string> environment, IEnumerable<string> own) =>
        [.. own, .. environment.GetValueOrDefault(AllowListVariable, "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)];

    /// <exception cref="RenderException">A name is not allowed or has no value.</exception>
    public static void Expand(JsonNode tree, ImmutableHashSet<string> allowed, Func<string, string?> value) =>
        ConfigTree.ChangeStrings(tree, (path, text) => JsonValue.Create(Expand(text, path, allowed, value)));

    public static string Expand(string text, string path, ImmutableHashSet<string> allowed, Func<string, string?> value)
    {
        if (!text.Contains("${", StringComparison.Ordinal))
        {
            return text;
        }

        var expanded = new StringBuilder();
        for (var at = 0; at < text.Length;)
        {
            if (text.AsSpan(at).StartsWith("$${"))
            {
                expanded.Append("${");
                at += 3;
                continue;
            }

            var end = text.AsSpan(at).StartsWith("${") ? text.IndexOf('}', at) : -1;
            var name = end < 0 ? "" : text[(at + 2)..end];
            if (!IsName(name))
            {
                expanded.Append(text[at++]);
                continue;
            }

            if (!allowed.Contains(name))
            {
                throw new RenderException($"config key {path} asks for ${{{name}}}, which is not on the allow-list: add it to {AllowListVariable}, or write $${{{name}}} for the text itself");
            }

            expanded.Append(value(name) ?? throw new RenderException($"config key {path} asks for ${{{name}}}, which is not set: set the variable {name} or remove it"));
            at = end + 1;
        }

        return expanded.ToString();
    }

    private static bool IsName(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');
}
