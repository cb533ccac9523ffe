using System.Globalization;

namespace ClawFleet.Cli.Presentation;

/// <summary>Lengths of time as people say them.</summary>
internal static class Durations
{
    /// <summary><c>0.84s</c>, <c>12.3s</c>, <c>2m05s</c>, <c>3h12m</c>, <c>5d02h</c>.</summary>
    public static string Short(TimeSpan time) => time switch
    {
        { TotalSeconds: < 10 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, time.TotalSeconds):0.00}s"),
        { TotalSeconds: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.0}s"),
        { TotalMinutes: < 60 } => string.Create(CultureInfo.InvariantCulture, $"{time.Minutes}m{time.Seconds:00}s"),
        { TotalHours: < 24 } => string.Create(CultureInfo.InvariantCulture, $"{time.Hours}h{time.Minutes:00}m"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalDays}d{time.Hours:00}h"),
    };
}
