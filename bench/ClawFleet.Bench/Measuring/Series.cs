using System.Diagnostics;

namespace ClawFleet.Bench.Measuring;

/// <summary>Times of one thing, measured again and again.</summary>
internal sealed class Series
{
    private readonly List<double> _seconds = [];

    public bool IsEmpty => _seconds.Count == 0;

    public double Median
    {
        get
        {
            var sorted = _seconds.Order().ToList();
            return sorted.Count % 2 == 1 ? sorted[sorted.Count / 2] : (sorted[sorted.Count / 2 - 1] + sorted[sorted.Count / 2]) / 2;
        }
    }

    public double Min => _seconds.Min();

    public double Max => _seconds.Max();

    public async Task TimeAsync(Func<Task> act)
    {
        var clock = Stopwatch.StartNew();
        await act();
        _seconds.Add(clock.Elapsed.TotalSeconds);
    }

    public void Add(double seconds) => _seconds.Add(seconds);

    public override string ToString() => IsEmpty ? "-" : string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{Median:0.00} s ({Min:0.00}–{Max:0.00})");
}
