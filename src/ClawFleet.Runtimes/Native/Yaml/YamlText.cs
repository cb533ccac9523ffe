using System.Text;

namespace ClawFleet.Runtimes.Native;

/// <summary>What is meant by what is written in a YAML text.</summary>
internal static class YamlText
{
    /// <param name="lines">Without their indentation.</param>
    /// <param name="folded">Whether lines are joined.</param>
    /// <param name="keep">What becomes of the line feeds at the end: <c>-</c> none stays, <c>+</c> all stay, anything else one.</param>
    public static string OfBlock(List<string> lines, bool folded, char keep)
    {
        var end = lines.FindLastIndex(l => l.Length > 0) + 1;
        var text = folded ? Folded(lines[..end]) : string.Join('\n', lines[..end]);
        return keep switch { '-' => text, '+' => text + new string('\n', lines.Count - end + 1), _ => end == 0 ? "" : text + "\n" };
    }

    /// <summary>The character behind a backslash in double quotes; null for one that means nothing alone.</summary>
    public static string? OfEscape(char c) => c switch
    {
        '0' => "\0",
        'a' => "\a",
        'b' => "\b",
        't' or '\t' => "\t",
        'n' => "\n",
        'v' => "\v",
        'f' => "\f",
        'r' => "\r",
        'e' => "\u001b",
        ' ' or '"' or '/' or '\\' => c.ToString(),
        'N' => "\u0085",
        '_' => "\u00a0",
        'L' => "\u2028",
        'P' => "\u2029",
        _ => null,
    };

    private static string Folded(List<string> lines)
    {
        var text = new StringBuilder();
        for (var i = 0; i < lines.Count; i++)
        {
            text.Append(lines[i].Length == 0 ? "\n" : i > 0 && lines[i - 1].Length > 0 ? " " + lines[i] : lines[i]);
        }

        return text.ToString();
    }
}
