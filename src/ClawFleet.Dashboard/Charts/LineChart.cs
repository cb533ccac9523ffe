using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace ClawFleet.Dashboard.Charts;

/// <summary>A chart of lines over time as paths of an SVG of <see cref="Width"/> × <see cref="Height"/> units; the plot leaves room at the left and below for labels.</summary>
internal sealed record LineChart(ImmutableArray<(string Name, string Path)> Lines, ImmutableArray<ChartTick> Values, ImmutableArray<ChartTick> Times)
{
    public const int Width = 920, Height = 300, Left = 84, Right = 12, Top = 12, Bottom = 26;
    private const int MostPoints = 400;

    public static LineChart Of(IReadOnlyList<ChartLine> lines, DateTimeOffset from, DateTimeOffset to, string unit)
    {
        var values = lines.SelectMany(l => l.Points).Select(p => p.Value).Where(double.IsFinite).ToList();
        var (low, high, step) = Scale(values.Count == 0 ? 0 : values.Min(), values.Count == 0 ? 1 : values.Max(), isBytes: unit is "By" or "By/s");
        var seconds = Math.Max((to - from).TotalSeconds, 1);
        double X(DateTimeOffset time) => Left + ((time - from).TotalSeconds / seconds * (Width - Left - Right));
        double Y(double value) => Height - Bottom - ((value - low) / (high - low) * (Height - Top - Bottom));

        var marks = ImmutableArray.CreateBuilder<ChartTick>();
        for (var i = 0; low + (i * step) <= high + (step / 2) && i < 12; i++)
            marks.Add(new ChartTick(Y(low + (i * step)), Words.Of(low + (i * step), unit)));
        var times = Enumerable.Range(0, 5).Select(i => from + ((to - from) * (i / 4.0)))
            .Select(t => new ChartTick(X(t), t.ToLocalTime().ToString(seconds > 600 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture)));
        return new LineChart([.. lines.Select(l => (l.Name, Path(Thinned(l.Points), X, Y)))], marks.ToImmutable(), [.. times]);
    }

    /// <summary>A line without axes in a box of 100 × 24 units, for a row; empty with fewer than two points.</summary>
    public static string Spark(IReadOnlyList<(DateTimeOffset Time, double Value)> points)
    {
        if (points.Count < 2)
            return "";
        var (first, span) = (points[0].Time, Math.Max((points[^1].Time - points[0].Time).TotalSeconds, 1e-3));
        var high = Math.Max(points.Max(p => p.Value), 1e-9);
        return Path(Thinned([.. points]), t => (t - first).TotalSeconds / span * 100, v => 22 - (v / high * 20));
    }

    private static string Path(ImmutableArray<(DateTimeOffset Time, double Value)> points, Func<DateTimeOffset, double> x, Func<double, double> y)
    {
        var path = new StringBuilder();
        var gap = Gap(points);
        DateTimeOffset? before = null;
        foreach (var (time, value) in points)
        {
            if (!double.IsFinite(value))
                continue;
            path.Append(CultureInfo.InvariantCulture, $"{(before is { } last && time - last < gap ? 'L' : 'M')}{x(time):0.#} {y(value):0.#}");
            before = time;
        }
        return path.ToString();
    }

    // Nothing was measured for as long as several measurements take: no line leads over that.
    private static TimeSpan Gap(ImmutableArray<(DateTimeOffset Time, double Value)> points) => points.Length < 3 ? TimeSpan.MaxValue
        : points.Zip(points.Skip(1), (a, b) => b.Time - a.Time).Order().ElementAt((points.Length - 1) / 2) * 6;

    // Of each stretch its largest value: a peak is what a chart is looked at for.
    private static ImmutableArray<(DateTimeOffset Time, double Value)> Thinned(ImmutableArray<(DateTimeOffset Time, double Value)> points)
    {
        if (points.Length <= MostPoints)
            return points;
        var stretch = (points.Length + MostPoints - 1) / MostPoints;
        return [.. points.Chunk(stretch).Select(c => c.MaxBy(p => p.Value))];
    }

    // Steps of 1, 2 or 5 times a power of ten, of bytes a power of two; from zero unless the values are far from it.
    private static (double Low, double High, double Step) Scale(double least, double most, bool isBytes)
    {
        if (least > 0 && most - least > most * 0.1)
            least = 0;
        if (most - least < Math.Abs(most) * 1e-6 + 1e-12)
            (least, most) = least > 0 ? (0, most * 1.25) : (least, least + 1);
        var rough = (most - least) / 4;
        var power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
        var step = isBytes && rough >= 1 ? Math.Pow(2, Math.Ceiling(Math.Log2(rough))) : power * ((rough / power) switch { <= 1 => 1, <= 2 => 2, <= 5 => 5, _ => 10 });
        return (Math.Floor(least / step) * step, Math.Ceiling(most / step) * step, step);
    }
}
