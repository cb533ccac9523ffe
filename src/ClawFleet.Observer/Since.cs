using System.Globalization;

namespace ClawFleet.Observer;

/// <summary>"From when on", as people write it: <c>90s</c>, <c>30m</c>, <c>1h</c>, <c>2d</c> ago, or a time in ISO 8601.</summary>
internal static class Since
{
    public const string Forms = "30m, 1h, 2d, or a time such as 2026-11-27T08:00:00Z";

    /// <returns>Null for what is no such thing.</returns>
    public static DateTimeOffset? TryRead(string text, DateTimeOffset now)
    {
        if (text.Length > 1 && Unit(text[^1]) is { } unit && double.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) && count < 1e6)
        {
            return now - (count * unit);
        }

        // A bare number would be read as a day of this month.
        return text.Contains('-', StringComparison.Ordinal) && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time : null;
    }

    private static TimeSpan? Unit(char letter) => letter switch
    {
        's' => TimeSpan.FromSeconds(1),
        'm' => TimeSpan.FromMinutes(1),
        'h' => TimeSpan.FromHours(1),
        'd' => TimeSpan.FromDays(1),
        _ => null,
    };
}
