using System.Globalization;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Native;

/// <summary>What a plain text stands for: the core schema of YAML 1.2.</summary>
internal static class YamlScalar
{
    public static JsonNode? Typed(string text, YamlScanner scan)
    {
        switch (text)
        {
            case "" or "~" or "null" or "Null" or "NULL":
                return null;
            case "true" or "True" or "TRUE":
                return JsonValue.Create(true);
            case "false" or "False" or "FALSE":
                return JsonValue.Create(false);
        }

        if (Whole(text) is { } whole)
        {
            return JsonValue.Create(whole);
        }

        if (!IsNumber(text))
        {
            return JsonValue.Create(text);
        }

        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? JsonValue.Create(number)
            : throw scan.Fault($"{text} is no number that can be held");
    }

    private static long? Whole(string text)
    {
        var sign = text[0] is '-' or '+' ? 1 : 0;
        var digits = text.AsSpan(sign);
        if (digits.StartsWith("0x", StringComparison.Ordinal))
        {
            return long.TryParse(digits[2..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var hexadecimal) ? text[0] == '-' ? -hexadecimal : hexadecimal : null;
        }

        // 007 is a text: older readers took such for octal numbers.
        return digits.IsEmpty || (digits.Length > 1 && digits[0] == '0') || digits.IndexOfAnyExceptInRange('0', '9') >= 0 ? null
            : long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole : null;
    }

    // A version such as 1.2.3, a date or an address is a text.
    private static bool IsNumber(string text)
    {
        var digits = false;
        var dots = 0;
        for (var i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case >= '0' and <= '9':
                    digits = true;
                    break;
                case '.':
                    dots++;
                    break;
                case '-' or '+' when i == 0 || text[i - 1] is 'e' or 'E':
                    break;
                case 'e' or 'E' when digits && i < text.Length - 1:
                    break;
                default:
                    return false;
            }
        }

        var start = text[0] is '-' or '+' ? 1 : 0;
        return digits && dots <= 1 && !(text.Length > start + 1 && text[start] == '0' && char.IsAsciiDigit(text[start + 1]));
    }
}
