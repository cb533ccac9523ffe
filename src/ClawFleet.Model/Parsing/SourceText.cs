using ClawFleet.Model.Diagnostics;

namespace ClawFleet.Model.Parsing;

/// <summary>A text file in memory, by lines, for messages that show the line they speak of.</summary>
internal sealed class SourceText
{
    private readonly string[] _lines;

    public SourceText(string path, string text)
    {
        Path = path;
        Text = text.StartsWith('\uFEFF') ? text[1..] : text;
        _lines = Text.Split('\n');
    }

    public string Path { get; }

    public string Text { get; }

    public int LineCount => _lines.Length;

    /// <summary>Line <paramref name="number"/> (from 1) without its end, or null when there is none.</summary>
    public string? Line(int number) => number >= 1 && number <= _lines.Length ? _lines[number - 1].TrimEnd('\r') : null;

    public SourceSpan Span(int line, int column, int length) => new(Path, line, column, length);
}
