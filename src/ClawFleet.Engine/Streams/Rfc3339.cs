namespace ClawFleet.Engine.Streams;

/// <summary>Reads <c>2026-11-20T16:23:08.234875715Z</c> and <c>…+02:00</c> from bytes: every log line carries one, so this runs often.</summary>
internal static class Rfc3339
{
    /// <summary>Longest text that is looked at: nanoseconds and an offset.</summary>
    public const int MaxLength = 35;

    public static bool TryParse(ReadOnlySpan<byte> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is < 20 or > MaxLength || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':')
            return false;
        if (!Digits(text[..4], out var year) || !Digits(text[5..7], out var month) || !Digits(text[8..10], out var day)
            || !Digits(text[11..13], out var hour) || !Digits(text[14..16], out var minute) || !Digits(text[17..19], out var second))
        {
            return false;
        }

        var rest = text[19..];
        var ticks = 0L;
        if (rest[0] == '.')
        {
            var end = 1;
            var scale = TimeSpan.TicksPerSecond;
            for (; end < rest.Length && char.IsAsciiDigit((char)rest[end]); end++)
            {
                scale /= 10;
                ticks += (rest[end] - '0') * scale;
            }
            rest = rest[end..];
        }
        if (!Offset(rest, out var offset) || year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month) || hour > 23 || minute > 59 || second > 59)
            return false;
        time = new DateTimeOffset(new DateTime(year, month, day, hour, minute, second).AddTicks(ticks), offset).ToUniversalTime();
        return true;
    }

    private static bool Offset(ReadOnlySpan<byte> text, out TimeSpan offset)
    {
        offset = TimeSpan.Zero;
        if (text is [(byte)'Z'])
            return true;
        if (text.Length != 6 || text[0] is not ((byte)'+' or (byte)'-') || text[3] != ':' || !Digits(text[1..3], out var hours) || !Digits(text[4..6], out var minutes) || hours > 14)
            return false;
        offset = new TimeSpan(hours, minutes, 0) * (text[0] == '-' ? -1 : 1);
        return true;
    }

    private static bool Digits(ReadOnlySpan<byte> text, out int number)
    {
        number = 0;
        foreach (var c in text)
        {
            if (c is < (byte)'0' or > (byte)'9')
                return false;
            number = number * 10 + (c - '0');
        }
        return true;
    }
}
