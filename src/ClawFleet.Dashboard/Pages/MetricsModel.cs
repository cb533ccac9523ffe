using System.Collections.Immutable;
using ClawFleet.Dashboard.Charts;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Pages;

/// <summary>The instruments of all members, and one of them as a chart or a table.</summary>
internal sealed record MetricsModel(
    ImmutableArray<Instrument> Instruments, string Member, Instrument? Chosen, int Minutes, bool Table, ImmutableArray<MetricDimension> Dimensions,
    ImmutableSortedDictionary<string, string> Picked, ImmutableArray<ChartLine> Lines, int Left, LineChart? Chart)
{
    private const int MostLines = 24;

    /// <summary>The ranges to choose from.</summary>
    public static ImmutableArray<(int Minutes, string Name)> Ranges { get; } =
        [(1, "1 min"), (5, "5 min"), (15, "15 min"), (30, "30 min"), (60, "1 h"), (180, "3 h"), (360, "6 h"), (720, "12 h")];

    public static MetricsModel Of(RequestQuery ask, TelemetryStore store, TimeProvider time)
    {
        var (member, wanted, minutes) = (ask.Text("member"), ask.Text("instrument"), ask.Number("minutes", 15, 1, 720));
        var instruments = store.Instruments();
        var chosen = instruments.FirstOrDefault(i => i.Name == wanted && (member.Length == 0 || i.Member.Is(member)));
        if (chosen is null)
            return new MetricsModel(instruments, member, null, minutes, ask.Flag("table"), [], ImmutableSortedDictionary<string, string>.Empty, [], 0, null);
        var to = time.GetUtcNow();
        var query = new MetricQuery { Instrument = wanted, Scope = chosen.Scope, Members = ask.Members, From = to - TimeSpan.FromMinutes(minutes), To = to };
        var filtered = query with { Attributes = ask.Dimensions };
        var all = store.Series(filtered);
        var several = all.Select(s => s.Instrument.Member).Distinct().Count() > 1;
        var lines = all.SelectMany(s => MetricLines.Of(s, NameOf(s, several))).Where(l => !l.Points.IsEmpty).ToImmutableArray();
        var shown = lines.Length > MostLines ? lines[..MostLines] : lines;
        var unit = MetricLines.Unit(chosen);
        return new MetricsModel(
            instruments, member, chosen, minutes, ask.Flag("table"), store.Dimensions(query), filtered.Attributes.ToImmutableSortedDictionary(a => a.Key, a => a.Value, StringComparer.Ordinal),
            shown, lines.Length - shown.Length, shown.IsEmpty ? null : LineChart.Of(shown, query.From.Value, to, unit));
    }

    private static string NameOf(MetricSeries series, bool several)
    {
        var parts = series.Attributes.Select(a => $"{a.Key}={a.Value}");
        return string.Join(", ", several ? parts.Prepend(series.Instrument.Member.Service) : parts);
    }
}
