using System.Collections.Immutable;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ClawFleet.Model.Editing;

/// <summary>Reads where the values of a YAML text are. For a text that has been read as a fleet: it reports no faults of its own.</summary>
internal sealed class PlacedYaml
{
    private readonly Parser _parser;

    private PlacedYaml(string text) => _parser = new Parser(new Scanner(new StringReader(text), skipComments: true));

    /// <returns>The text's one document; null when it cannot be read.</returns>
    public static PlacedNode? Read(string text)
    {
        try
        {
            var reader = new PlacedYaml(text);
            reader._parser.Consume<StreamStart>();
            reader._parser.Consume<DocumentStart>();
            return reader.Node();
        }
        catch (Exception e) when (e is YamlException or InvalidOperationException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private PlacedNode Node()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
        {
            return new PlacedAlias((int)alias.Start.Index, (int)alias.End.Index, alias.Value.Value);
        }

        if (_parser.TryConsume<Scalar>(out var scalar))
        {
            return new PlacedScalar((int)scalar.Start.Index, (int)scalar.End.Index, scalar.Value, scalar.Style);
        }

        if (_parser.TryConsume<SequenceStart>(out var sequence))
        {
            var items = ImmutableArray.CreateBuilder<PlacedNode>();
            SequenceEnd end;
            while (!_parser.TryConsume(out end!))
            {
                items.Add(Node());
            }

            return new PlacedSequence((int)sequence.Start.Index, (int)end.End.Index, items.ToImmutable());
        }

        var mapping = _parser.Consume<MappingStart>();
        var entries = ImmutableArray.CreateBuilder<PlacedEntry>();
        MappingEnd close;
        while (!_parser.TryConsume(out close!))
        {
            var key = Node();
            entries.Add(new PlacedEntry(key, Node()));
        }

        return new PlacedMapping((int)mapping.Start.Index, (int)close.End.Index, entries.ToImmutable(), mapping.Style == MappingStyle.Flow);
    }
}
