using System.Globalization;
using System.Text;

namespace ClawFleet.Model.Diagnostics;

/// <summary>A diagnostic as people read it: place, code and sentence, the line with a caret, why, and what to do.</summary>
public static class DiagnosticText
{
    private const int Widest = 160;

    /// <param name="color">With ANSI colours, for a terminal.</param>
    /// <returns>Lines joined by <c>\n</c>, without one at the end.</returns>
    public static string Render(Diagnostic diagnostic, bool color)
    {
        var text = new StringBuilder();
        var tint = diagnostic.Severity == Severity.Error ? "31" : "33";
        if (diagnostic.Span is { } span)
        {
            text.Append(CultureInfo.InvariantCulture, $"{span.File}:{span.Line}:{span.Column}: ");
        }

        text.Append(Tinted(diagnostic.Severity == Severity.Error ? "error" : "warning", "1;" + tint, color))
            .Append(' ').Append(Tinted(diagnostic.Code, "1", color)).Append(": ").Append(Tinted(Plain(diagnostic.What), "1", color));
        if (diagnostic is { Span: { } place, SourceLine: { } line })
        {
            Line(text, place, line, tint, color);
        }

        const string indent = "  ";
        if (diagnostic.Why is not null)
        {
            text.Append('\n').Append(indent).Append("why: ").Append(Plain(diagnostic.Why));
        }

        if (diagnostic.Remedy is not null)
        {
            text.Append('\n').Append(indent).Append(Tinted("fix: ", "32", color)).Append(Plain(diagnostic.Remedy));
        }

        return text.ToString();
    }

    private static void Line(StringBuilder text, SourceSpan span, string line, string tint, bool color)
    {
        // A long line is shown around its fault.
        var start = Math.Max(0, span.Column - 1 - (Widest / 2));
        var shown = line.Length <= Widest ? line : line[Math.Min(start, line.Length)..Math.Min(line.Length, start + Widest)];
        var column = line.Length <= Widest ? span.Column - 1 : span.Column - 1 - start;
        var number = span.Line.ToString(CultureInfo.InvariantCulture);

        // Tabs stay tabs below, so that the caret stands under its text whatever a tab is worth.
        var pad = string.Concat(shown.Take(column).Select(c => c == '\t' ? '\t' : ' '));
        var carets = new string('^', Math.Clamp(span.Length, 1, Math.Max(1, shown.Length - column)));
        text.Append('\n').Append("  ").Append(number).Append(" | ").Append(Plain(shown))
            .Append('\n').Append("  ").Append(' ', number.Length).Append(" | ").Append(pad).Append(Tinted(carets, tint, color));
    }

    // What the file holds is shown, not obeyed: a control character would move the terminal's cursor or change its colours. One sign each, so that carets stay in place.
    private static string Plain(string text) => text.Any(IsControl) ? string.Concat(text.Select(c => IsControl(c) ? '\ufffd' : c)) : text;

    private static bool IsControl(char c) => c is not ('\t' or '\n') && (char.IsControl(c) || c is (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069'));

    private static string Tinted(string text, string code, bool color) => color ? $"\u001b[{code}m{text}\u001b[0m" : text;
}
