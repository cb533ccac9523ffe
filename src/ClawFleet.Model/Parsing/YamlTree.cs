using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ClawFleet.Model.Parsing;

/// <summary>
/// YAML text to a tree whose every value knows its place. Built from YamlDotNet's events, since its representation model stops at
/// the first duplicate key. Merge keys (<c>&lt;&lt;</c>) are applied; explicit keys win over merged ones.
/// </summary>
internal sealed class YamlTree
{
    private const int MaxDepth = 64;

    /// <summary>Nodes a file may have once its aliases are written out; a chain of aliases can otherwise grow without end.</summary>
    private const int MaxNodes = 200_000;

    private readonly SourceText _source;
    private readonly DiagnosticBag _faults;
    private readonly Parser _parser;
    private readonly Dictionary<string, (YamlNode Node, int Size)> _anchors = new(StringComparer.Ordinal);
    private int _size;

    private YamlTree(SourceText source, DiagnosticBag faults)
    {
        _source = source;
        _faults = faults;
        _parser = new Parser(new Scanner(new StringReader(source.Text), skipComments: true));
    }

    /// <summary>The file's one document; null when it is empty, or when a fault leaves nothing to go on with.</summary>
    public static YamlNode? Parse(SourceText source, DiagnosticBag faults)
    {
        var tree = new YamlTree(source, faults);
        try
        {
            return tree.ReadStream();
        }
        catch (YamlException broken)
        {
            YamlFault.Report(broken.Start, broken.Message, source, faults);
            return null;
        }
        catch (Exception broken) when (broken is InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            // YamlDotNet's scanner answers some broken flow collections this way, without a place: the last event knows one.
            YamlFault.Report(tree._parser.Current?.End ?? Mark.Empty, "a flow collection is broken", source, faults);
            return null;
        }
        catch (TreeTooLargeException large)
        {
            faults.Error(DiagnosticCodes.TooLarge, large.Span, large.Message, null, "write the values out, or nest them less");
            return null;
        }
    }

    private YamlNode? ReadStream()
    {
        _parser.Consume<StreamStart>();
        if (_parser.TryConsume<StreamEnd>(out _))
        {
            return null;
        }

        _parser.Consume<DocumentStart>();
        var root = ReadNode(0);
        _parser.Consume<DocumentEnd>();
        if (!_parser.TryConsume<StreamEnd>(out _) && _parser.Current is { } next)
        {
            _faults.Error(DiagnosticCodes.SeveralDocuments, At(next.Start, next.End), "a second YAML document begins here",
                "one file describes one fleet", "put the other fleet in a file of its own, or remove the line with `---`");
        }

        return root.IsNull ? null : root;
    }

    private YamlNode ReadNode(int depth)
    {
        var current = _parser.Current!;
        if (depth > MaxDepth)
        {
            throw new TreeTooLargeException(At(current.Start, current.End), $"values are nested more than {MaxDepth} levels deep");
        }

        var before = _size;
        Grow(1, current);
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            if (!_anchors.TryGetValue(alias.Value.Value, out var anchored))
            {
                _faults.Error(DiagnosticCodes.UnknownAnchor, At(alias.Start, alias.End), $"`*{alias.Value.Value}` names an anchor that is not defined above", null,
                    $"define it first with `&{alias.Value.Value}`, or write the value out");
                return new YamlScalar(At(alias.Start, alias.End), null, "", true, (int)alias.Start.Line);
            }

            Grow(anchored.Size, alias);
            return anchored.Node;
        }

        if (current is not NodeEvent { Anchor: var anchor })
        {
            // Some broken flow collections end without the value that was begun.
            throw new SemanticErrorException(current.Start, current.End, "a flow collection is broken");
        }

        YamlNode node = current switch
        {
            Scalar => ReadScalar(),
            SequenceStart => ReadSequence(depth),
            _ => ReadMapping(depth),
        };
        if (!anchor.IsEmpty)
        {
            _anchors[anchor.Value] = (node, _size - before);
        }

        return node;
    }

    private YamlScalar ReadScalar()
    {
        var scalar = _parser.Consume<Scalar>();
        return new YamlScalar(At(scalar.Start, scalar.End), TagOf(scalar), scalar.Value, scalar.Style is ScalarStyle.Plain or ScalarStyle.Any, (int)scalar.End.Line);
    }

    private YamlSequence ReadSequence(int depth)
    {
        var start = _parser.Consume<SequenceStart>();
        var items = ImmutableArray.CreateBuilder<YamlNode>();
        while (!_parser.TryConsume<SequenceEnd>(out _))
        {
            items.Add(ReadNode(depth + 1));
        }

        return new YamlSequence(At(start.Start, start.End), TagOf(start), items.ToImmutable());
    }

    private YamlMapping ReadMapping(int depth)
    {
        var start = _parser.Consume<MappingStart>();
        var entries = ImmutableArray.CreateBuilder<YamlEntry>();
        var seen = new Dictionary<string, YamlScalar>(StringComparer.Ordinal);
        List<YamlEntry>? merges = null;
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var keyNode = ReadNode(depth + 1);
            var value = ReadNode(depth + 1);
            if (keyNode is not YamlScalar key)
            {
                _faults.Error(DiagnosticCodes.KeyIsNotText, keyNode.Span, $"a key must be text, and this one is {keyNode.Noun}", null, "write a plain word before the colon");
            }
            else if (key is { IsPlain: true, Text: "<<" })
            {
                (merges ??= []).Add(new(key, value));
            }
            else if (seen.TryGetValue(key.Text, out var first))
            {
                _faults.Error(DiagnosticCodes.DuplicateKey, key.Span, $"the key `{key.Text}` stands here a second time",
                    $"it was written first on line {first.Span.Line}, and only one can hold", "remove one of the two, or give it another name");
            }
            else
            {
                seen.Add(key.Text, key);
                entries.Add(new(key, value));
            }
        }

        foreach (var merge in merges ?? [])
        {
            Merge(merge, seen, entries);
        }

        return new YamlMapping(At(start.Start, start.End), TagOf(start), entries.ToImmutable());
    }

    private void Merge(YamlEntry merge, Dictionary<string, YamlScalar> seen, ImmutableArray<YamlEntry>.Builder entries)
    {
        ImmutableArray<YamlNode> sources = merge.Value is YamlSequence list ? list.Items : [merge.Value];
        foreach (var source in sources)
        {
            if (source is not YamlMapping mapping)
            {
                _faults.Error(DiagnosticCodes.BadMerge, source.Span, $"`<<` merges maps, and this is {source.Noun}", null, "name an anchor that stands on a map: `<<: *defaults`");
                continue;
            }

            foreach (var entry in mapping.Entries)
            {
                if (seen.TryAdd(entry.Key.Text, entry.Key))
                {
                    entries.Add(entry);
                }
            }
        }
    }

    private void Grow(int by, ParsingEvent at)
    {
        _size += by;
        if (_size > MaxNodes)
        {
            throw new TreeTooLargeException(At(at.Start, at.End), $"the file has more than {MaxNodes} values once its aliases are written out");
        }
    }

    private static string? TagOf(NodeEvent node) => node.Tag.IsEmpty || node.Tag.IsNonSpecific ? null : node.Tag.Value;

    private SourceSpan At(Mark start, Mark end)
    {
        var length = end.Line == start.Line ? (int)(end.Column - start.Column) : (_source.Line((int)start.Line)?.Length ?? 0) - (int)start.Column + 1;
        return _source.Span((int)start.Line, (int)start.Column, Math.Max(0, length));
    }

    private sealed class TreeTooLargeException(SourceSpan span, string message) : Exception(message)
    {
        public SourceSpan Span { get; } = span;
    }
}
