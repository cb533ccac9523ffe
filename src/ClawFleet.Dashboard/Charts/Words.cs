using System.Globalization;

namespace ClawFleet.Dashboard.Charts;

/// <summary>Numbers and times as a person reads them.</summary>
internal static class Words
{
    public static string Of(TimeSpan span) => span switch
    {
        { TotalDays: >= 1 } => Invariant($"{(int)span.TotalDays} d {span.Hours} h"),
        { TotalHours: >= 1 } => Invariant($"{(int)span.TotalHours} h {span.Minutes} min"),
        { TotalMinutes: >= 1 } => Invariant($"{span.Minutes} min {span.Seconds} s"),
        { TotalSeconds: >= 10 } => Invariant($"{span.TotalSeconds:0.0} s"),
        { TotalSeconds: >= 1 } => Invariant($"{span.TotalSeconds:0.00} s"),
        { TotalMilliseconds: >= 1 } => Invariant($"{span.TotalMilliseconds:0.#} ms"),
        { Ticks: 0 } => "0 s",
        _ => Invariant($"{span.TotalMicroseconds:0} µs"),
    };

    /// <summary>How long something is up: whole units only.</summary>
    public static string Uptime(TimeSpan span) => span < TimeSpan.FromMinutes(1) ? Invariant($"{Math.Max(0, (int)span.TotalSeconds)} s") : Of(span);

    public static string Bytes(double bytes) => Scaled(bytes, 1024, ["B", "KiB", "MiB", "GiB", "TiB"]);

    /// <summary>A measurement with its unit as UCUM has it (<c>By</c>, <c>s</c>, <c>1</c>, <c>{request}</c>).</summary>
    public static string Of(double value, string unit) => unit switch
    {
        "By" => Bytes(value),
        "By/s" => Bytes(value) + "/s",
        "s" => value < 0 ? Short(value) + " s" : double.IsFinite(value) && value < 1e9 ? Of(TimeSpan.FromSeconds(value)) : Short(value) + " s",
        "ms" => Short(value) + " ms",
        "%" => Short(value) + " %",
        "" or "1" => Short(value),
        // In braces UCUM has remarks such as {request}: what is counted, and no unit.
        _ when unit is ['{', .., '}'] => Short(value),
        _ when unit.EndsWith("}/s", StringComparison.Ordinal) => Short(value) + "/s",
        _ => Short(value) + " " + unit,
    };

    public static string Short(double value) => Math.Abs(value) switch
    {
        0 => "0",
        >= 10_000 => Scaled(value, 1000, ["", "k", "M", "G", "T"]),
        >= 100 => Invariant($"{value:0}"),
        >= 1 => Invariant($"{value:0.##}"),
        _ => Invariant($"{value:G3}"),
    };

    public static string Clock(DateTimeOffset time) => time.ToLocalTime().ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture);

    public static string Day(DateTimeOffset time) => time.ToLocalTime().ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);

    public static string Iso(DateTimeOffset time) => time.UtcDateTime.ToString("O");

    private static string Scaled(double value, double step, string[] units)
    {
        var at = 0;
        for (; Math.Abs(value) >= step && at < units.Length - 1; at++)
            value /= step;
        return (at == 0 ? Invariant($"{value:0.#} {units[0]}") : Invariant($"{value:0.#} {units[at]}")).TrimEnd();
    }

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
