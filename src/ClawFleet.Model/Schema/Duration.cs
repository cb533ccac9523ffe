using System.Globalization;

namespace ClawFleet.Model.Schema;

/// <summary>Times as <c>90s</c>, <c>30m</c>, <c>2h30m</c>.</summary>
public static class Duration
{
    /// <returns>False for anything else, for 0 and for a time of more than 68 years.</returns>
    public static bool TryParseSeconds(ReadOnlySpan<char> text, out int seconds)
    {
        seconds = 0;
        var total = 0L;
        while (text.Length > 0)
        {
            var digits = 0;
            while (digits < text.Length && char.IsAsciiDigit(text[digits]))
            {
                digits++;
            }

            if (digits is 0 or > 6 || digits == text.Length)
            {
                return false;
            }

            var factor = text[digits] switch { 's' => 1, 'm' => 60, 'h' => 3600, 'd' => 86400, _ => 0 };
            total += long.Parse(text[..digits], CultureInfo.InvariantCulture) * factor;
            text = text[(digits + 1)..];
            if (factor == 0 || total > int.MaxValue)
            {
                return false;
            }
        }

        seconds = (int)total;
        return total > 0;
    }
}
