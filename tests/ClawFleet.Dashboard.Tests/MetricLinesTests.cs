using System.Collections.Immutable;
using ClawFleet.Dashboard.Charts;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Tests;

public sealed class MetricLinesTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_counter_is_drawn_as_its_rate_a_second_and_one_that_began_anew_counts_from_zero() =>
        Assert.Equal([10, 2, 4], Lines(Temporality.Cumulative, monotonic: true, 100, 200, 20, 60));

    [Fact]
    public void A_counter_that_tells_only_what_was_added_is_drawn_as_that() =>
        Assert.Equal([20, 2, 6], Lines(Temporality.Delta, monotonic: true, 100, 200, 20, 60));

    [Fact]
    public void What_goes_up_and_down_is_drawn_as_it_is() =>
        Assert.Equal([100, 200, 20, 60], Lines(Temporality.Cumulative, monotonic: false, 100, 200, 20, 60));

    private static IEnumerable<double> Lines(Temporality temporality, bool monotonic, params double[] values)
    {
        var instrument = new Instrument(new TelemetryMember("one", ""), "test", "things", "", "By", InstrumentKind.Sum, temporality, monotonic);
        ImmutableArray<MetricPoint> points = [.. values.Select((value, i) => new NumberPoint(UnixNano.Of(Start.AddSeconds(10 * i)), 0, [], [], value))];
        return Assert.Single(MetricLines.Of(new MetricSeries(instrument, [], points), "")).Points.Select(p => p.Value);
    }
}
