using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Native;

/// <summary>
/// Reads TOML 1.0 strictly: a table defined twice, an inline table extended later, a bare date that is none, are all faults.
/// Integers become <see cref="long"/>, floats <see cref="double"/>, dates <see cref="TomlDateTime"/>.
/// </summary>
public sealed class TomlReader
{
    private readonly TomlScanner _scan;
    private readonly JsonObject _root = [];

    // What each table came from decides who may still add to it.
    private readonly HashSet<JsonNode> _defined = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<JsonNode> _dotted = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<JsonNode> _closed = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<JsonNode> _lists = new(ReferenceEqualityComparer.Instance);

    private TomlReader(string text) => _scan = new TomlScanner(text);

    /// <exception cref="FormatException">Not TOML; the message names line and column.</exception>
    public static JsonObject Read(string text) => new TomlReader(text).Document();

    private JsonObject Document()
    {
        var table = _root;
        while (true)
        {
            _scan.SkipBlankLines();
            if (_scan.AtEnd)
            {
                return _root;
            }

            if (_scan.TryTake("[["))
            {
                table = ListHeader();
            }
            else if (_scan.TryTake("["))
            {
                table = Header();
            }
            else
            {
                KeyValue(table);
            }

            _scan.EndOfLine();
        }
    }

    private JsonObject Header()
    {
        var key = KeyPath();
        _scan.Expect("]");
        var parent = Walk(key);
        var node = parent[key[^1]];
        if (node is null)
        {
            parent[key[^1]] = node = new JsonObject();
        }
        else if (node is not JsonObject || _defined.Contains(node) || _dotted.Contains(node) || _closed.Contains(node))
        {
            throw _scan.Fault($"{Name(key)} is defined twice");
        }

        _defined.Add(node);
        return (JsonObject)node;
    }

    private JsonObject ListHeader()
    {
        var key = KeyPath();
        _scan.Expect("]]");
        var parent = Walk(key);
        if (parent[key[^1]] is not { } node)
        {
            parent[key[^1]] = node = new JsonArray();
            _lists.Add(node);
        }
        else if (!_lists.Contains(node))
        {
            throw _scan.Fault($"{Name(key)} is not a list of tables");
        }

        var item = new JsonObject();
        ((JsonArray)node).Add((JsonNode)item);
        _defined.Add(item);
        return item;
    }

    /// <summary>The table that holds the last part of a header's key; the tables on the way come into being.</summary>
    private JsonObject Walk(List<string> key)
    {
        var table = _root;
        foreach (var part in key[..^1])
        {
            var node = table[part];
            if (node is null)
            {
                table[part] = node = new JsonObject();
            }
            else if (node is JsonArray list && _lists.Contains(list))
            {
                node = list[^1]!;
            }

            table = node is JsonObject inner && !_closed.Contains(inner) ? inner : throw _scan.Fault($"{part} in {Name(key)} is not a table");
        }

        return table;
    }

    private void KeyValue(JsonObject table)
    {
        var key = KeyPath();
        foreach (var part in key[..^1])
        {
            var node = table[part];
            if (node is null)
            {
                table[part] = node = new JsonObject();
                _dotted.Add(node);
            }
            else if (!_dotted.Contains(node))
            {
                throw _scan.Fault($"{part} in {Name(key)} is already defined elsewhere");
            }

            table = (JsonObject)node;
        }

        _scan.Expect("=");
        _scan.SkipBlanks();
        var value = Value();
        if (!table.TryAdd(key[^1], value))
        {
            throw _scan.Fault($"{Name(key)} is set twice");
        }
    }

    private JsonNode Value()
    {
        if (_scan.TryTake("["))
        {
            return List();
        }

        if (_scan.TryTake("{"))
        {
            return InlineTable();
        }

        var place = _scan.Place;
        return _scan.TryString(out var text) ? JsonValue.Create(text) : TomlScalar.Parse(_scan.Bare()) ?? throw _scan.Fault("not a value", place);
    }

    private JsonArray List()
    {
        var list = new JsonArray();
        while (true)
        {
            _scan.SkipBlankLines();
            if (_scan.TryTake("]"))
            {
                break;
            }

            list.Add(Value());
            _scan.SkipBlankLines();
            if (!_scan.TryTake(","))
            {
                _scan.Expect("]");
                break;
            }
        }

        return list;
    }

    private JsonObject InlineTable()
    {
        var table = new JsonObject();
        _scan.SkipBlanks();
        if (!_scan.TryTake("}"))
        {
            do
            {
                _scan.SkipBlanks();
                KeyValue(table);
                _scan.SkipBlanks();
            }
            while (_scan.TryTake(","));
            _scan.Expect("}");
        }

        Close(table);
        return table;
    }

    private void Close(JsonObject table)
    {
        _closed.Add(table);
        foreach (var (_, value) in table)
        {
            if (value is JsonObject inner)
            {
                _dotted.Remove(inner);
                Close(inner);
            }
        }
    }

    private List<string> KeyPath()
    {
        var key = new List<string>();
        do
        {
            _scan.SkipBlanks();
            key.Add(_scan.Key());
            _scan.SkipBlanks();
        }
        while (_scan.TryTake("."));
        return key;
    }

    private static string Name(List<string> key) => string.Join('.', key);
}
