using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Model.Parsing;

/// <summary>A value in a YAML file, with its place. Aliases share the node they name.</summary>
internal abstract class YamlNode(SourceSpan span, string? tag)
{
    public SourceSpan Span { get; } = span;

    /// <summary>The tag as written (<c>!custom</c>), or null.</summary>
    public string? Tag { get; } = tag;

    /// <summary>What a person calls it: <c>text</c>, <c>a list</c>, <c>a map</c>.</summary>
    public abstract string Noun { get; }

    public bool IsNull => this is YamlScalar { IsPlain: true, Text: "" or "~" or "null" or "Null" or "NULL" };
}

/// <param name="isPlain">Written without quotes and not as a block.</param>
/// <param name="lastLine">Last line of the value, for scalars over several lines.</param>
internal sealed class YamlScalar(SourceSpan span, string? tag, string text, bool isPlain, int lastLine) : YamlNode(span, tag)
{
    public string Text { get; } = text;

    public bool IsPlain { get; } = isPlain;

    public int LastLine { get; } = lastLine;

    public override string Noun => IsNull ? "nothing" : "text";
}

internal sealed class YamlSequence(SourceSpan span, string? tag, ImmutableArray<YamlNode> items) : YamlNode(span, tag)
{
    public ImmutableArray<YamlNode> Items { get; } = items;

    public override string Noun => "a list";
}

internal sealed class YamlMapping : YamlNode
{
    private readonly Dictionary<string, int> _index;

    public YamlMapping(SourceSpan span, string? tag, ImmutableArray<YamlEntry> entries)
        : base(span, tag)
    {
        Entries = entries;
        _index = new(entries.Length, StringComparer.Ordinal);
        for (var i = 0; i < entries.Length; i++)
        {
            _index[entries[i].Key.Text] = i;
        }
    }

    public ImmutableArray<YamlEntry> Entries { get; }

    public override string Noun => "a map";

    public YamlEntry? Find(string key) => _index.TryGetValue(key, out var i) ? Entries[i] : null;
}

/// <summary>A class, not a struct: collections of it then run on code that the framework has compiled, and a command starts faster.</summary>
internal sealed record YamlEntry(YamlScalar Key, YamlNode Value);
