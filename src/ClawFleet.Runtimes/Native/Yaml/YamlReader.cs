using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Native;

/// <summary>
/// Reads the part of YAML 1.2 that runtimes' configuration files are written in: block and flow maps and lists, quoted and plain texts, <c>|</c> and <c>&gt;</c>.
/// Strict: a key given twice, a tab in an indentation, a second document, anchors, aliases, tags and plain texts over several lines are faults.
/// Whole numbers become <see cref="long"/>, others <see cref="double"/>; <c>yes</c> and <c>on</c> are texts, as in every reader of YAML 1.2.
/// </summary>
public sealed class YamlReader
{
    private const int MostLevels = 64;

    private readonly YamlScanner _scan;
    private int _level;

    private YamlReader(string text) => _scan = new YamlScanner(text);

    /// <summary>The map a document holds; an empty document is an empty map.</summary>
    /// <exception cref="FormatException">Not such a document; the message names line and column.</exception>
    public static JsonObject Read(string text)
    {
        var reader = new YamlReader(text);
        reader._scan.Begin();
        if (reader._scan.AtEnd)
        {
            return [];
        }

        var root = reader.Block();
        return !reader._scan.AtEnd ? throw reader._scan.Fault("the document goes on where it should end")
            : root as JsonObject ?? throw new FormatException("line 1, column 1: the document is not a map");
    }

    /// <summary>The node that begins where the scanner stands; it owns all lines that are indented at least as far.</summary>
    private JsonNode? Block()
    {
        if (++_level > MostLevels)
        {
            throw _scan.Fault($"more than {MostLevels} levels");
        }

        var column = _scan.Column;
        var node = _scan.AtDash ? List(column) : _scan.AtKey() ? Map(column) : Inline(column - 1);
        _level--;
        return node;
    }

    private JsonObject Map(int column)
    {
        var map = new JsonObject();
        do
        {
            var at = _scan.Fault("the key is there twice");
            if (_scan.AtDash || !_scan.AtKey())
            {
                throw _scan.Fault("a key with a colon is missing");
            }

            var key = _scan.Key();
            if (map.ContainsKey(key))
            {
                throw at;
            }

            map[key] = Value(column, isMapValue: true);
        }
        while (_scan.StandsAt(column));
        return map;
    }

    private JsonArray List(int column)
    {
        var list = new JsonArray();
        do
        {
            if (!_scan.AtDash)
            {
                throw _scan.Fault("a hyphen is missing");
            }

            _scan.TakeDash();
            list.Add(_scan.AtLineEnd ? Value(column, isMapValue: false) : Block());
        }
        while (_scan.StandsAt(column) && (_scan.AtDash || !_scan.AtKey()));
        return list;
    }

    /// <summary>What follows a colon or a lone hyphen: on the same line, or on the lines below that are indented further.</summary>
    private JsonNode? Value(int column, bool isMapValue)
    {
        if (!_scan.AtLineEnd)
        {
            return Inline(column);
        }

        _scan.NextLine();
        if (_scan.AtEnd)
        {
            return null;
        }

        // A list may stand as far left as the key it belongs to.
        return _scan.Column > column || (isMapValue && _scan.Column == column && _scan.AtDash) ? Block() : null;
    }

    private JsonNode? Inline(int parent)
    {
        if (_scan.AtBlockText)
        {
            return JsonValue.Create(_scan.BlockText(parent));
        }

        var node = Flow(inFlow: false);
        _scan.EndLine(parent);
        return node;
    }

    private JsonNode? Flow(bool inFlow)
    {
        if (++_level > MostLevels)
        {
            throw _scan.Fault($"more than {MostLevels} levels");
        }

        var node = _scan.Current switch
        {
            '{' => FlowMap(),
            '[' => FlowList(),
            '"' or '\'' => JsonValue.Create(_scan.Quoted()),
            _ => YamlScalar.Typed(_scan.Plain(inFlow), _scan),
        };
        _level--;
        return node;
    }

    private JsonObject FlowMap()
    {
        var map = new JsonObject();
        _scan.Open('{');
        while (!_scan.TryClose('}'))
        {
            var at = _scan.Fault("the key is there twice");
            var key = _scan.Current is '"' or '\'' ? _scan.Quoted() : _scan.Plain(inFlow: true);
            _scan.SkipFlowSpace();
            JsonNode? value = null;
            if (_scan.Current == ':')
            {
                _scan.Open(':');
                value = _scan.Current is ',' or '}' ? null : Flow(inFlow: true);
            }

            if (!map.TryAdd(key, value))
            {
                throw at;
            }

            _scan.Separate('}');
        }

        return map;
    }

    private JsonArray FlowList()
    {
        var list = new JsonArray();
        _scan.Open('[');
        while (!_scan.TryClose(']'))
        {
            list.Add(Flow(inFlow: true));
            _scan.Separate(']');
        }

        return list;
    }
}
