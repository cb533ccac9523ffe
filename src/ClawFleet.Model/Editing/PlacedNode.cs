using System.Collections.Immutable;
using YamlDotNet.Core;

namespace ClawFleet.Model.Editing;

/// <summary>A value in a YAML text by where its characters are, so that one can be changed and all the others stay as they are.</summary>
/// <param name="Start">Index of its first character (of its anchor or tag, where it has one).</param>
/// <param name="End">Index after its last one.</param>
internal abstract record PlacedNode(int Start, int End);

/// <param name="Name">The anchor it stands for.</param>
internal sealed record PlacedAlias(int Start, int End, string Name) : PlacedNode(Start, End);

internal sealed record PlacedScalar(int Start, int End, string Text, ScalarStyle Style) : PlacedNode(Start, End);

internal sealed record PlacedSequence(int Start, int End, ImmutableArray<PlacedNode> Items) : PlacedNode(Start, End);

/// <param name="IsFlow">Written with braces.</param>
internal sealed record PlacedMapping(int Start, int End, ImmutableArray<PlacedEntry> Entries, bool IsFlow) : PlacedNode(Start, End)
{
    public PlacedEntry? Find(string key) => Entries.FirstOrDefault(e => e.Key is PlacedScalar scalar && scalar.Text == key);
}

internal sealed record PlacedEntry(PlacedNode Key, PlacedNode Value);
