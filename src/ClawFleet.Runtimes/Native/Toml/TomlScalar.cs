using System.Globalization;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.Native;

/// <summary>Bare TOML values: booleans, integers, floats, dates and times.</summary>
internal static class TomlScalar
{
    /// <summary>The value, or null when <paramref name="word"/> is none.</summary>
    public static JsonNode? Parse(string word) => word switch
    {
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        "inf" or "+inf" => JsonValue.Create(double.PositiveInfinity),
        "-inf" => JsonValue.Create(double.NegativeInfinity),
        "nan" or "+nan" or "-nan" => JsonValue.Create(double.NaN),
        _ => Prefixed(word) ?? Number(word) ?? Date(word),
    };

    private static JsonValue? Prefixed(string word)
    {
        var (radix, digits) = word.Length < 3 ? (0, "") : (word[..2] switch { "0x" => 16, "0o" => 8, "0b" => 2, _ => 0 }, word[2..]);
        if (radix == 0 || !Underscored(digits, c => Digit(c) < radix))
        {
            return null;
        }

        long value = 0;
        foreach (var c in digits.Where(c => c != '_'))
        {
            if (value > (long.MaxValue - Digit(c)) / radix)
            {
                return null;
            }

            value = (value * radix) + Digit(c);
        }

        return JsonValue.Create(value);
    }

    private static JsonValue? Number(string word)
    {
        var unsigned = word is ['+' or '-', ..] ? word[1..] : word;
        var exponent = unsigned.IndexOfAny(['e', 'E']);
        var mantissa = exponent < 0 ? unsigned : unsigned[..exponent];
        var point = mantissa.IndexOf('.');
        var whole = point < 0 ? mantissa : mantissa[..point];
        if (!Underscored(whole, char.IsAsciiDigit) || (whole.Length > 1 && whole[0] == '0')
            || (point >= 0 && !Underscored(mantissa[(point + 1)..], char.IsAsciiDigit)))
        {
            return null;
        }

        if (exponent >= 0)
        {
            var power = unsigned[(exponent + 1)..];
            if (!Underscored(power is ['+' or '-', ..] ? power[1..] : power, char.IsAsciiDigit))
            {
                return null;
            }
        }

        var plain = word.Replace("_", "", StringComparison.Ordinal);
        if (point >= 0 || exponent >= 0)
        {
            return JsonValue.Create(double.Parse(plain, NumberStyles.Float, CultureInfo.InvariantCulture));
        }

        return long.TryParse(plain, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var value) ? JsonValue.Create(value) : null;
    }

    private static JsonValue? Date(string word)
    {
        var hasDate = word.Length >= 10 && word[4] == '-';
        if (hasDate && !DateOnly.TryParseExact(word[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _))
        {
            return null;
        }

        if (hasDate && word.Length == 10)
        {
            return new TomlDateTime(word).ToNode();
        }

        if (hasDate && word[10] is not ('T' or 't' or ' '))
        {
            return null;
        }

        var time = hasDate ? word[11..] : word;
        if (hasDate)
        {
            time = time is [.., 'Z' or 'z'] ? time[..^1] : time.Length > 6 && time[^6] is '+' or '-' && IsTime(time[^5..] + ":00") ? time[..^6] : time;
        }

        return IsTime(time) ? new TomlDateTime(word).ToNode() : null;
    }

    private static bool IsTime(string text)
    {
        var clock = text.Length > 8 && text[8] == '.' && text[9..].Length > 0 && text[9..].All(char.IsAsciiDigit) ? text[..8] : text;

        // RFC 3339 allows a leap second.
        return clock.Length == 8
            && TimeOnly.TryParseExact(clock.EndsWith(":60", StringComparison.Ordinal) ? clock[..6] + "59" : clock, "HH:mm:ss", CultureInfo.InvariantCulture, DateTimeStyles.None, out _);
    }

    private static int Digit(char c) => char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : int.MaxValue;

    /// <summary>At least one digit; underscores only between digits.</summary>
    private static bool Underscored(string text, Func<char, bool> digit)
    {
        for (var i = 0; i < text.Length; i++)
        {
            var between = i > 0 && i < text.Length - 1 && digit(text[i - 1]) && digit(text[i + 1]);
            if (!digit(text[i]) && !(text[i] == '_' && between))
            {
                return false;
            }
        }

        return text.Length > 0;
    }
}
