using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.Described;

/// <summary>Collects what a described runtime is told: keys of its file and variables of its environment.</summary>
internal sealed class DescribedTree
{
    private ImmutableSortedDictionary<string, string> _variables = RuntimeDescription.NoTexts;

    /// <summary>Keys of the file.</summary>
    public JsonObject Keys { get; } = [];

    public ImmutableSortedDictionary<string, string> Variables => _variables;

    public static bool IsVariableName(string name) => name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    /// <summary>Puts a value where the description says; nothing happens without a destination, since the checks have refused what needs one.</summary>
    public void Tell(Destination? to, JsonNode? value, string channel = "")
    {
        if (to is null || value is null)
        {
            return;
        }

        if (to.IsVariable)
        {
            _variables = _variables.SetItem(to.Variable, Text(value));
            return;
        }

        var path = to.Path(channel);
        var tree = Keys;
        foreach (var part in path[..^1])
        {
            if (tree[part] is not JsonObject inner)
            {
                tree[part] = inner = [];
            }

            tree = inner;
        }

        tree[path[^1]] = ConfigTree.Copy(value);
    }

    /// <summary>The file's text.</summary>
    /// <exception cref="RenderException">The tree cannot be written in that format.</exception>
    public static string Write(JsonObject tree, DescribedFile file)
    {
        try
        {
            return file.Format switch
            {
                NativeFormat.Toml => TomlWriter.Write(tree),
                NativeFormat.Yaml => YamlWriter.Write(tree),
                NativeFormat.Env => DotEnvWriter.Write(tree.Select(p => KeyValuePair.Create(p.Key, Text(p.Value)))),
                _ => NativeJson.Write(tree),
            };
        }
        catch (FormatException e)
        {
            throw new RenderException($"{file.Name} cannot be written, {e.Message}: change `config:` or the runtime's default");
        }
    }

    /// <summary>A value as one text: a list has commas between its items.</summary>
    private static string Text(JsonNode? value) => value switch
    {
        null => "",
        JsonArray list => string.Join(',', list.Select(Text)),
        JsonObject => NativeJson.Write(value, indented: false),
        _ => value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : NativeJson.Write(value, indented: false),
    };
}
