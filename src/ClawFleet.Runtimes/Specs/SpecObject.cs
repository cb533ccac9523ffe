using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes;

/// <summary>Reads one object of a member spec strictly: wrong kinds and unknown keys are faults that name their place.</summary>
internal sealed class SpecObject
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);
    private readonly string _path;

    private SpecObject(JsonObject node, string path) => (Node, _path) = (node, path);

    public JsonObject Node { get; }

    public static SpecObject Of(JsonNode? node, string path) =>
        node is JsonObject o ? new SpecObject(o, path) : throw new FormatException($"{(path.Length == 0 ? "the spec" : path)} is not an object");

    public string? Text(string key) => Get(key) switch
    {
        null => null,
        JsonValue v when v.GetValueKind() == JsonValueKind.String => v.GetValue<string>(),
        _ => throw Wrong(key, "a string"),
    };

    public string RequiredText(string key) => Text(key) ?? throw new FormatException($"{At(key)} is missing");

    public int RequiredNumber(string key) =>
        Get(key) is JsonValue v && v.TryGetValue<int>(out var number) ? number : throw Wrong(key, "a whole number");

    public SpecObject? Object(string key) => Get(key) is { } node ? Of(node, At(key)) : null;

    public IEnumerable<SpecObject> Objects(string key) =>
        Get(key) is not { } node ? []
        : node is JsonArray array ? array.Select((item, i) => Of(item, $"{At(key)}[{i}]"))
        : throw Wrong(key, "a list");

    public ImmutableArray<string>? Texts(string key)
    {
        if (Get(key) is not { } node)
        {
            return null;
        }

        if (node is not JsonArray array || array.Any(i => i?.GetValueKind() != JsonValueKind.String))
        {
            throw Wrong(key, "a list of strings");
        }

        return [.. array.Select(i => i!.GetValue<string>())];
    }

    public void RefuseUnread()
    {
        if (Node.FirstOrDefault(p => !_read.Contains(p.Key)).Key is { } unknown)
        {
            throw new FormatException($"{At(unknown)} is unknown here: the program that wrote the spec is newer than this one");
        }
    }

    private JsonNode? Get(string key)
    {
        _read.Add(key);
        return Node[key];
    }

    private string At(string key) => _path.Length == 0 ? key : $"{_path}.{key}";

    private FormatException Wrong(string key, string kind) => new($"{At(key)} is not {kind}");
}
