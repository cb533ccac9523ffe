using System.Buffers;
using System.Text;

namespace ClawFleet.Telemetry.Queries;

/// <summary>
/// Looks for a text in a record without reading it: the longest run of ASCII in the text must occur in the record's bytes, in any case.
/// What passes is read and looked at properly; what does not cannot hold the text.
/// </summary>
internal sealed class TextMatch
{
    private readonly byte[] needle;
    private readonly SearchValues<byte> rarest;
    private readonly int rarestAt;

    private TextMatch(byte[] needle)
    {
        this.needle = needle;
        for (var i = 1; i < needle.Length; i++)
            if (Rank(needle[i]) < Rank(needle[rarestAt]))
                rarestAt = i;
        var letter = needle[rarestAt];
        rarest = SearchValues.Create([letter, Upper(letter)]);
    }

    /// <summary>The match for a text; null when it has no ASCII to look for, so that each record has to be read.</summary>
    public static TextMatch? For(string text)
    {
        var (best, run) = ("", new StringBuilder());
        foreach (var c in text)
        {
            if (char.IsAscii(c))
                run.Append(char.ToLowerInvariant(c));
            else
                run.Clear();
            if (run.Length > best.Length)
                best = run.ToString();
        }
        return best.Length == 0 ? null : new TextMatch(Encoding.ASCII.GetBytes(best));
    }

    public bool In(ReadOnlySpan<byte> bytes)
    {
        var last = bytes.Length - needle.Length;
        for (var from = 0; from <= last;)
        {
            var found = bytes.Slice(from + rarestAt, last - from + 1).IndexOfAny(rarest);
            if (found < 0)
                return false;
            from += found;
            if (Ascii.EqualsIgnoreCase(bytes.Slice(from, needle.Length), needle))
                return true;
            from++;
        }
        return false;
    }

    private static byte Upper(byte b) => b is >= (byte)'a' and <= (byte)'z' ? (byte)(b - 32) : b;

    // How common a character is in log text, roughly: the rarest is looked for first.
    private static int Rank(byte b) => " etaoinsrhldcumfpgwybvkxjqz"u8.IndexOf(b) switch
    {
        < 0 => 10,
        var at => 40 - at,
    };
}
