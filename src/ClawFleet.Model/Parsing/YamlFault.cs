using ClawFleet.Model.Diagnostics;
using YamlDotNet.Core;

namespace ClawFleet.Model.Parsing;

/// <summary>What the YAML parser says, in words a person can act on.</summary>
internal static class YamlFault
{
    public static void Report(Mark at, string message, SourceText source, DiagnosticBag faults)
    {
        var line = Math.Clamp((int)at.Line, 1, source.LineCount);
        var text = source.Line(line) ?? "";

        // The parser often notices at the line after the fault; an empty line shows nothing, so point at the one before.
        while (line > 1 && string.IsNullOrWhiteSpace(text))
        {
            text = source.Line(--line) ?? "";
        }

        var column = line == at.Line ? Math.Clamp((int)at.Column, 1, text.Length + 1) : text.Length + 1;
        var tab = TabIndent(source, line, message.Contains("tab", StringComparison.Ordinal));
        if (tab > 0)
        {
            faults.Error(DiagnosticCodes.BrokenYaml, source.Span(tab, 1, 1), "the line is indented with a tab", "YAML allows spaces only", "indent with spaces");
            return;
        }

        var (what, remedy) = Explain(message, text);
        faults.Error(DiagnosticCodes.BrokenYaml, source.Span(line, column, 0), what, "nothing after this place can be read", remedy);
    }

    /// <param name="anywhereBelow">The parser speaks of a tab, and names the line where its map began.</param>
    private static int TabIndent(SourceText source, int around, bool anywhereBelow)
    {
        for (var number = Math.Max(1, around - 1); number <= (anywhereBelow ? source.LineCount : Math.Min(source.LineCount, around + 1)); number++)
        {
            var line = source.Line(number) ?? "";
            var indent = line.Length - line.TrimStart().Length;
            if (line.AsSpan(0, indent).Contains('\t') && indent < line.Length)
            {
                return number;
            }
        }

        return 0;
    }

    private static (string What, string Remedy) Explain(string message, string line)
    {
        if (message.Contains("unexpected end of stream", StringComparison.Ordinal))
        {
            return ("a quote that was opened is not closed", "close the quote");
        }

        if (message.Contains("flow", StringComparison.Ordinal))
        {
            return ("a `{` or `[` is not closed, or a comma is missing in it", "close the bracket and put commas between the items");
        }

        if (message.Contains("Mapping values are not allowed", StringComparison.OrdinalIgnoreCase) || message.Contains("found invalid mapping", StringComparison.Ordinal))
        {
            return ("a second `: ` stands on this line, or the indentation is wrong", "put text that holds a colon in quotes, and each key on a line of its own");
        }

        if (message.Contains("simple key", StringComparison.Ordinal) || (message.Contains("expected key", StringComparison.Ordinal) && !line.Contains(':')))
        {
            return ("this line is no `key: value`", "put a colon and a space after the key");
        }

        if (message.Contains("expected key", StringComparison.Ordinal))
        {
            return ("this line stands at no map's indentation", "indent it like the keys it belongs with");
        }

        if (line.TrimStart().StartsWith('@') || line.Contains(": @", StringComparison.Ordinal) || line.Contains(": `", StringComparison.Ordinal) || line.Contains(": %", StringComparison.Ordinal))
        {
            return ("a value begins with a character that YAML keeps for itself", "put the value in quotes");
        }

        return ("the YAML is broken here: " + message.TrimEnd('.'), "check the indentation and the quotes of this line and the one before it");
    }
}
