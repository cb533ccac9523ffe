using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>
/// ZeroClaw's mirror grammar: <c>ZEROCLAW_</c> and the setting's path in lower case, segments joined by two underscores. A name of that
/// form that is no setting stops the start; every other spelling is ignored without a word, as upstream does.
/// </summary>
internal static class ZeroClawEnvironment
{
    private const string Prefix = "ZEROCLAW_";

    /// <returns>Paths that were set, sorted.</returns>
    /// <exception cref="StartRefusedException">A name is no setting, or a value does not fit.</exception>
    public static IReadOnlyList<string> Apply(JsonObject tree, IEnumerable<KeyValuePair<string, string>> environment)
    {
        var applied = new List<string>();
        foreach (var (name, value) in environment.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (!name.StartsWith(Prefix, StringComparison.Ordinal)) continue;
            var tail = name[Prefix.Length..];
            if (tail.Length == 0 || !tail.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '_')) continue;

            var path = tail.Split("__");
            var kind = Resolve(name, path);
            if (tail == "schema_version") throw new StartRefusedException($"{name} -> schema_version: this field is not overridable via env vars");
            tree.Put(Convert(name, kind, value), path);
            applied.Add(string.Join('.', path));
        }
        return applied;
    }

    private static SettingKind Resolve(string name, string[] path)
    {
        var schema = ZeroClawSchema.Settings;
        foreach (var segment in path)
        {
            if (schema.TakesAliases && schema.NamesNo(segment)) CheckAlias(name, segment);
            schema = schema[segment] ?? throw new StartRefusedException($"{name} did not resolve to a schema path: no schema field has env-form `{string.Join("__", path)}`");
            if (schema.Kind == SettingKind.Any) return SettingKind.Any;
        }
        return schema.Kind ?? throw new StartRefusedException($"{name} did not resolve to a schema path: `{string.Join('.', path)}` is a table");
    }

    /// <summary>Lower-case letters, digits and single underscores, a letter or digit at both ends, at most 63 characters.</summary>
    private static void CheckAlias(string name, string alias)
    {
        if (alias.Length is 0 or > 63 || alias[0] == '_' || alias[^1] == '_') throw new StartRefusedException($"{name} did not resolve to a schema path: invalid alias `{alias}`");
    }

    private static JsonNode Convert(string name, SettingKind kind, string value) => kind switch
    {
        SettingKind.Flag => bool.TryParse(value, out var flag) ? flag : throw Unfit(name, kind),
        SettingKind.Whole => long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var whole) ? whole : throw Unfit(name, kind),
        SettingKind.Number => double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : throw Unfit(name, kind),
        SettingKind.Texts => Texts(name, value),
        _ => value,
    };

    /// <summary>A JSON array, or a list with commas.</summary>
    private static JsonArray Texts(string name, string value)
    {
        if (value.TrimStart().StartsWith('['))
        {
            try
            {
                if (JsonNode.Parse(value) is JsonArray array && array.All(item => item?.GetValueKind() == JsonValueKind.String)) return array;
            }
            catch (JsonException)
            {
                // Told below: the value itself may be a secret and is not repeated.
            }
            throw Unfit(name, SettingKind.Texts);
        }
        return [.. value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(item => (JsonNode)item)];
    }

    private static StartRefusedException Unfit(string name, SettingKind kind) => new($"{name}: the value is not {SettingSchema.Describe(kind)}");
}
