using System.Text.RegularExpressions;

namespace ClawFleet.Hosting;

/// <summary>Output as it is where there is no terminal.</summary>
public static partial class TerminalText
{
    /// <summary>Without what is meant for a terminal (ECMA-48): colours, cursor movements, titles, and other control characters; a tab stays.</summary>
    public static string Plain(string text) => Controls().Replace(text, "");

    /// <summary>The same with its colours and weights (SGR, <c>ESC [ … m</c>) left in.</summary>
    public static string Coloured(string text) => Controls().Replace(text, static m => Colour().IsMatch(m.ValueSpan) ? m.Value : "");

    [GeneratedRegex(@"^\x1B\[[0-9;]*m$")]
    private static partial Regex Colour();

    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)|[@-Z\\-_])|[\x00-\x08\x0B-\x1F\x7F]")]
    private static partial Regex Controls();
}
