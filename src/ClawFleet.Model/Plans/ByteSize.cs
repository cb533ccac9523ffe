using System.Globalization;

namespace ClawFleet.Model.Plans;

/// <summary>Sizes as people write them: <c>512MiB</c>, <c>2GiB</c>. <c>K</c>, <c>M</c>, <c>G</c> and <c>KiB</c>, <c>MiB</c>, <c>GiB</c> count in 1024s, as engines do; <c>KB</c>, <c>MB</c>, <c>GB</c> in 1000s.</summary>
public static class ByteSize
{
    private static readonly (string Suffix, long Factor)[] Units =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1_000),
        ("Gi", 1L << 30), ("Mi", 1L << 20), ("Ki", 1L << 10), ("G", 1L << 30), ("M", 1L << 20), ("K", 1L << 10), ("B", 1),
    ];

    public static bool TryParse(string text, out long bytes)
    {
        bytes = 0;
        var number = text.AsSpan().Trim();
        var factor = 1L;
        foreach (var (suffix, of) in Units)
        {
            if (number.EndsWith(suffix, StringComparison.OrdinalIgnoreCase))
            {
                number = number[..^suffix.Length].TrimEnd();
                factor = of;
                break;
            }
        }

        if (!decimal.TryParse(number, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count) || count <= 0 || count * factor > 1L << 50)
        {
            return false;
        }

        bytes = (long)(count * factor);
        return bytes > 0;
    }

    /// <summary>The shortest exact form: <c>1536MiB</c>, <c>2GiB</c>, <c>1000B</c>.</summary>
    public static string Text(long bytes)
    {
        foreach (var (suffix, factor) in Units.AsSpan(0, 3))
        {
            if (bytes >= factor && bytes % factor == 0)
            {
                return string.Create(CultureInfo.InvariantCulture, $"{bytes / factor}{suffix}");
            }
        }

        return string.Create(CultureInfo.InvariantCulture, $"{bytes}B");
    }
}
