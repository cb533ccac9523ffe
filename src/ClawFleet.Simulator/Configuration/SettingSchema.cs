using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.Configuration;

/// <summary>
/// The settings an upstream program knows, as a tree, written in a short notation:
/// <c>table.{a|b}.&lt;alias&gt;: text flag? whole# number~ texts[] wholes[#] anything*</c>, one table a line; <c>tables[]</c> in the path is a list of tables.
/// </summary>
internal sealed class SettingSchema
{
    private readonly Dictionary<string, SettingSchema> _children = new(StringComparer.Ordinal);
    private SettingSchema? _alias;
    private SettingSchema? _items;

    /// <summary>Null for a table.</summary>
    public SettingKind? Kind { get; private init; }

    public static SettingSchema Parse(string notation)
    {
        var root = new SettingSchema();
        foreach (var line in notation.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var settings = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var table in root.Tables(line[..colon].Split('.', StringSplitOptions.RemoveEmptyEntries)))
            {
                foreach (var setting in settings) table.Add(setting);
            }
        }
        return root;
    }

    /// <summary>The part below one key: a known name, or any alias.</summary>
    public SettingSchema? this[string key] => _children.GetValueOrDefault(key) ?? _alias;

    /// <summary>Whether the keys of this table are the user's own names.</summary>
    public bool TakesAliases => _alias is not null;

    /// <summary>Whether <paramref name="key"/> is not a name of the program's own, and so an alias.</summary>
    public bool NamesNo(string key) => !_children.ContainsKey(key);

    /// <summary>Every setting of <paramref name="tree"/> that is unknown or of the wrong type, as one sentence each.</summary>
    public IEnumerable<string> Faults(JsonObject tree) => Faults(tree, "");

    private IEnumerable<string> Faults(JsonObject tree, string prefix)
    {
        foreach (var (key, value) in tree)
        {
            var path = prefix + key;
            if (this[key] is not { } known)
            {
                yield return $"unknown field `{path}`";
            }
            else if (known.Kind is { } kind)
            {
                if (!Fits(kind, value)) yield return $"invalid type for `{path}`: expected {Describe(kind)}";
            }
            else if (known._items is { } items)
            {
                if (value is not JsonArray list || !list.All(item => item is JsonObject)) yield return $"invalid type for `{path}`: expected a list of tables";
                else foreach (var fault in list.SelectMany((item, i) => items.Faults((JsonObject)item!, $"{path}[{i}]."))) yield return fault;
            }
            else if (value is not JsonObject table)
            {
                yield return $"invalid type for `{path}`: expected a table";
            }
            else
            {
                foreach (var fault in known.Faults(table, path + ".")) yield return fault;
            }
        }
    }

    public static string Describe(SettingKind kind) => kind switch
    {
        SettingKind.Text => "a string",
        SettingKind.Flag => "true or false",
        SettingKind.Whole => "an integer, not negative",
        SettingKind.Number => "a number",
        SettingKind.Texts => "an array of strings",
        SettingKind.Wholes => "an array of integers",
        _ => "any value",
    };

    private static bool Fits(SettingKind kind, JsonNode? value) => kind switch
    {
        SettingKind.Text => value?.GetValueKind() == JsonValueKind.String,
        SettingKind.Flag => value?.GetValueKind() is JsonValueKind.True or JsonValueKind.False,
        SettingKind.Whole => value is JsonValue number && number.TryGetValue<long>(out var whole) && whole >= 0,
        SettingKind.Number => value?.GetValueKind() == JsonValueKind.Number,
        SettingKind.Texts => value is JsonArray items && items.All(item => item?.GetValueKind() == JsonValueKind.String),
        SettingKind.Wholes => value is JsonArray numbers && numbers.All(item => item is JsonValue number && number.TryGetValue<long>(out _)),
        _ => true,
    };

    private IEnumerable<SettingSchema> Tables(ReadOnlyMemory<string> path)
    {
        if (path.IsEmpty) return [this];
        var (head, rest) = (path.Span[0], path[1..]);
        if (head[0] == '<') return (_alias ??= new SettingSchema()).Tables(rest);
        if (head.EndsWith("[]", StringComparison.Ordinal))
        {
            var list = Child(head[..^2]);
            return (list._items ??= new SettingSchema()).Tables(rest);
        }
        var names = head[0] == '{' ? head[1..^1].Split('|') : [head];
        return names.SelectMany(name => Child(name).Tables(rest));
    }

    private SettingSchema Child(string name)
    {
        if (!_children.TryGetValue(name, out var child)) _children.Add(name, child = new SettingSchema());
        return child;
    }

    private void Add(string setting)
    {
        var (name, kind) = setting switch
        {
            [.. var n, '?'] => (n, SettingKind.Flag),
            [.. var n, '#'] => (n, SettingKind.Whole),
            [.. var n, '~'] => (n, SettingKind.Number),
            [.. var n, '[', ']'] => (n, SettingKind.Texts),
            [.. var n, '[', '#', ']'] => (n, SettingKind.Wholes),
            [.. var n, '*'] => (n, SettingKind.Any),
            _ => (setting, SettingKind.Text),
        };
        var leaf = new SettingSchema { Kind = kind };
        if (name[0] == '<') _alias = leaf;
        else _children[name] = leaf;
    }
}
