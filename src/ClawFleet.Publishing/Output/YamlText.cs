using System.Buffers;

namespace ClawFleet.Publishing.Output;

/// <summary>How a text is to stand in YAML so that every reader, of YAML 1.1 or 1.2, takes it for that text and nothing else.</summary>
internal static class YamlText
{
    private static readonly SearchValues<char> PlainLetters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_./-");
    private static readonly HashSet<string> Words = new(StringComparer.OrdinalIgnoreCase) { "y", "n", "yes", "no", "on", "off", "true", "false", "null" };

    /// <summary>It needs no quotes: such a word can be nothing but a text.</summary>
    public static bool IsPlain(string text)
        => text.Length > 0 && (char.IsAsciiLetter(text[0]) || text[0] == '/') && !text.AsSpan().ContainsAnyExcept(PlainLetters) && !Words.Contains(text);

    /// <summary>Single quotes cannot hold it in one line.</summary>
    public static bool NeedsEscapes(string text) => text.Any(c => char.IsControl(c) || char.IsSurrogate(c) || c is '\u2028' or '\u2029' or '\uFEFF');
}
