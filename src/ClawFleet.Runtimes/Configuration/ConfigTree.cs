using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.Configuration;

/// <summary>Trees of native configuration: copy, merge, look up, set.</summary>
internal static class ConfigTree
{
    /// <summary>A copy that keeps TOML dates as dates.</summary>
    public static JsonNode? Copy(JsonNode? node) => node switch
    {
        JsonObject o => CopyObject(o),
        JsonArray a => new JsonArray([.. a.Select(Copy)]),
        JsonValue v when v.TryGetValue<TomlDateTime>(out var date) => date.ToNode(),
        _ => node?.DeepClone(),
    };

    public static JsonObject CopyObject(JsonObject source)
    {
        var copy = new JsonObject();
        foreach (var (key, value) in source)
        {
            copy[key] = Copy(value);
        }

        return copy;
    }

    /// <summary>Lays <paramref name="over"/> over <paramref name="tree"/>: objects merge, everything else replaces, null removes the key.</summary>
    public static void Merge(JsonObject tree, JsonObject over)
    {
        foreach (var (key, value) in over)
        {
            if (value is null)
            {
                tree.Remove(key);
            }
            else if (value is JsonObject inner)
            {
                if (tree[key] is not JsonObject target)
                {
                    tree[key] = target = [];
                }

                Merge(target, inner);
            }
            else
            {
                tree[key] = Copy(value);
            }
        }
    }

    public static JsonNode? Find(JsonObject tree, IEnumerable<string> path)
    {
        JsonNode? node = tree;
        foreach (var part in path)
        {
            node = node switch
            {
                JsonObject o => o[part],
                JsonArray a when int.TryParse(part, out var i) && i >= 0 && i < a.Count => a[i],
                _ => null,
            };
        }

        return node;
    }

    public static JsonNode? Find(JsonObject tree, string dotted) => Find(tree, dotted.Split('.'));

    /// <summary>Every string in the tree is replaced by what <paramref name="change"/> makes of it; the place is dotted.</summary>
    public static void ChangeStrings(JsonNode node, Func<string, string, JsonNode?> change, string path = "")
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var key in o.Select(p => p.Key).ToList())
                {
                    o[key] = Changed(o[key], change, path.Length == 0 ? key : $"{path}.{key}");
                }

                break;
            case JsonArray a:
                for (var i = 0; i < a.Count; i++)
                {
                    a[i] = Changed(a[i], change, $"{path}.{i}");
                }

                break;
        }
    }

    private static JsonNode? Changed(JsonNode? node, Func<string, string, JsonNode?> change, string path)
    {
        if (node is JsonValue v && v.TryGetValue<string>(out var text) && !v.TryGetValue<TomlDateTime>(out _))
        {
            return change(path, text);
        }

        if (node is not null)
        {
            ChangeStrings(node, change, path);
        }

        // A node that is set where it already sits must be detached first.
        return node is JsonValue ? Copy(node) : Detached(node);
    }

    private static JsonNode? Detached(JsonNode? node) => node is null ? null : Copy(node);
}
