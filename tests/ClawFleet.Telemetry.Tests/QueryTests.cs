using System.Text;

namespace ClawFleet.Telemetry.Tests;

public sealed class QueryTests
{
    private static readonly DateTimeOffset noon = UnixNano.ToTime(Otlp.Noon);

    [Fact]
    public void Logs_are_found_by_time_severity_member_text_attribute_and_trace()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        store.AppendJson(Signal.Logs, Otlp.Logs("a/1",
            Otlp.Log("Login refused", Otlp.Noon, 17, Otlp.Attribute("channel", "telegram"), $"{7:x32}"),
            Otlp.Log("héllo wörld", Otlp.Noon + Otlp.Second, 9)));
        store.AppendJson(Signal.Logs, Otlp.Logs("b",
            Otlp.Log("refused again", Otlp.Noon + (2 * Otlp.Second), 13, """{"key":"tokens","value":{"intValue":"120"}}""")));

        string[] Found(LogQuery query) => [.. store.Logs(query).Records.Select(r => r.Body.ToString())];
        Assert.Equal(["refused again", "héllo wörld", "Login refused"], Found(new LogQuery()));
        Assert.Equal(["héllo wörld"], Found(new LogQuery { From = noon.AddSeconds(0.5), To = noon.AddSeconds(1) }));
        Assert.Equal(["refused again", "Login refused"], Found(new LogQuery { LeastSeverity = 13 }));
        Assert.Equal(["héllo wörld", "Login refused"], Found(new LogQuery { Members = ["a"] }));
        Assert.Equal(["refused again"], Found(new LogQuery { Members = ["b", "a/2"] }));
        Assert.Equal(["refused again", "Login refused"], Found(new LogQuery { Text = "REFUSED" }));
        Assert.Equal(["héllo wörld"], Found(new LogQuery { Text = "WÖRLD" }));
        Assert.Equal(["héllo wörld"], Found(new LogQuery { Text = "é" }));
        Assert.Equal(["Login refused"], Found(new LogQuery { Text = "telegram" }));
        Assert.Empty(Found(new LogQuery { Text = "channel" }));
        Assert.Equal(["Login refused"], Found(new LogQuery { TraceId = new TraceId(0, 7) }));
        string[] With(string key, AttributeTest test, string value = "") => Found(new LogQuery { Attributes = [new AttributeFilter(key, test, value)] });
        Assert.Equal(["Login refused"], With("channel", AttributeTest.Equal, "TELEGRAM"));
        Assert.Equal(["refused again", "héllo wörld"], With("channel", AttributeTest.NotEqual, "telegram"));
        Assert.Equal(["Login refused"], With("channel", AttributeTest.Contains, "gram"));
        Assert.Equal(["refused again"], With("tokens", AttributeTest.GreaterOrEqual, "120"));
        Assert.Empty(With("tokens", AttributeTest.Greater, "120"));
        Assert.Equal(["héllo wörld", "Login refused"], With("service.instance.id", AttributeTest.Equal, "1"));
        Assert.Equal(["refused again"], With("tokens", AttributeTest.Exists));
    }

    [Fact]
    public void Paging_meets_every_record_once_and_in_order_while_members_interleave()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        var random = new Random(5);
        for (var i = 0; i < 300; i++)
            store.AppendJson(Signal.Logs, Otlp.Logs($"m{i % 3}", Otlp.Log($"{i}", Otlp.Noon + (ulong)random.Next(40))));
        var seen = new List<LogRecord>();
        LogCursor? next = null;
        do
        {
            var page = store.Logs(new LogQuery { Limit = 17, Before = next });
            seen.AddRange(page.Records);
            next = page.Next;
        }
        while (next is not null);
        Assert.Equal(300, seen.Select(s => s.Body.ToString()).Distinct().Count());
        Assert.Equal(seen.OrderByDescending(s => s.TimeUnixNano).ThenByDescending(s => s.Sequence), seen);
    }

    [Fact]
    public void Traces_tell_root_duration_errors_and_members()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        store.AppendJson(Signal.Traces, Otlp.Spans("worker", Otlp.Span(1, 2, "tool", parent: 1, start: Otlp.Noon + 5, failed: true)));
        Assert.Equal(("tool", "worker", false), Root(store));
        store.AppendJson(Signal.Traces, Otlp.Spans("gateway", Otlp.Span(1, 1, "turn", end: Otlp.Noon + (3 * Otlp.Second))));
        store.AppendJson(Signal.Traces, Otlp.Spans("gateway", Otlp.Span(2, 1, "later", start: Otlp.Noon + Otlp.Second, end: Otlp.Noon + Otlp.Second)));

        var traces = store.Traces(new TraceQuery()).Traces;
        Assert.Equal(["later", "turn"], traces.Select(t => t.Name));
        Assert.Equal(("gateway", true), (traces[1].Service, traces[1].HasRoot));
        Assert.Equal((TimeSpan.FromSeconds(3), 2, 1), (traces[1].Duration, traces[1].Spans, traces[1].Errors));
        Assert.Equal(["gateway", "worker"], traces[1].Members.Select(m => m.Service));
        Assert.Equal(["turn", "tool"], store.Trace(new TraceId(0, 1)).Select(s => s.Name));

        string[] Found(TraceQuery query) => [.. store.Traces(query).Traces.Select(t => t.Name)];
        Assert.Equal(["turn"], Found(new TraceQuery { Failed = true }));
        Assert.Equal(["turn"], Found(new TraceQuery { LeastDuration = TimeSpan.FromSeconds(2) }));
        Assert.Equal(["turn"], Found(new TraceQuery { Members = ["worker"] }));
        Assert.Equal(["later"], Found(new TraceQuery { Name = "LATE" }));
        Assert.Equal(["later"], Found(new TraceQuery { From = noon.AddSeconds(0.9), Name = "later" }));
        var first = store.Traces(new TraceQuery { Limit = 1 });
        Assert.Equal(["turn"], Found(new TraceQuery { Before = first.Next }));
    }

    [Fact]
    public void A_trace_goes_with_its_last_span()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions { Traces = new SignalLimit(8, 1 << 20) });
        for (var i = 1; i <= 30; i++)
            store.AppendJson(Signal.Traces, Otlp.Spans("a", Otlp.Span(i, 1, $"t{i}")));
        Assert.Equal(8, store.Traces(new TraceQuery()).Traces.Length);
        Assert.Empty(store.Trace(new TraceId(0, 1)));
    }

    [Fact]
    public void Metrics_are_found_by_instrument_dimension_and_window()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        for (var i = 0; i < 10; i++)
        {
            var time = Otlp.Noon + ((ulong)i * Otlp.Second);
            store.AppendJson(Signal.Metrics, Otlp.Metrics("a", Otlp.Gauge("cpu", i, time, Otlp.Attribute("core", $"{i % 2}")), Otlp.Gauge("memory", 1, time)));
        }
        Assert.Equal(["cpu", "memory"], store.Instruments().Select(i => i.Name));
        Assert.Equal(["0", "1"], Assert.Single(store.Dimensions(new MetricQuery { Instrument = "cpu" })).Values);
        var series = store.Series(new MetricQuery { Instrument = "cpu", From = noon.AddSeconds(3), To = noon.AddSeconds(6) });
        Assert.Equal([[4.0, 6.0], [3.0, 5.0]], series.Select(s => s.Points.Cast<NumberPoint>().Select(p => p.Value).ToArray()));
        Assert.Single(store.Series(new MetricQuery { Instrument = "cpu", Attributes = [new AttributeFilter("core", AttributeTest.Equal, "1")] }));
        Assert.Empty(store.Series(new MetricQuery { Instrument = "cpu", Scope = "other" }));
    }

    [Theory]
    [InlineData(0, 0.5)]
    [InlineData(0.1, 1)]
    [InlineData(0.3, 2)]
    [InlineData(0.5, 4)]
    [InlineData(0.6, 5)]
    [InlineData(0.99, 9)]
    public void Percentiles_of_a_histogram_lie_within_their_bucket(double quantile, double expected)
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        store.AppendJson(Signal.Metrics, Otlp.File("metrics.json"));
        var point = Assert.IsType<HistogramPoint>(Assert.Single(Assert.Single(store.Series(new MetricQuery { Instrument = "duration" })).Points));
        Assert.Equal(expected, Percentile.Of(point, quantile)!.Value, 9);
    }

    [Fact]
    public void A_cumulative_histogram_tells_what_came_between_two_points()
    {
        var early = new HistogramPoint(10, 1, [], [], 3, 3, 1, 2, [1], [1, 2]);
        var late = early with { TimeUnixNano = 20, Count = 10, Sum = 12, Counts = [5, 5] };
        var between = Percentile.Between(early, late);
        Assert.Equal((7UL, 9.0, 10UL), (between.Count, between.Sum, between.StartUnixNano));
        Assert.Equal([4, 3], between.Counts);
        // A counter that began anew.
        Assert.Same(late, Percentile.Between(early with { StartUnixNano = 0 }, late));
        Assert.Null(Percentile.Of(early with { Counts = [0, 0] }, 0.5));
    }

    [Theory]
    [InlineData(Signal.Traces, "traces.json")]
    [InlineData(Signal.Metrics, "metrics.json")]
    [InlineData(Signal.Logs, "logs.json")]
    public async Task An_export_fed_back_gives_the_same_export(Signal signal, string file)
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        store.AppendJson(signal, Otlp.File(file));
        var export = await Export(store, signal);
        Assert.Equal(Encoding.UTF8.GetString(Otlp.File(file)) + "\n", export);

        using var copy = new TelemetryStore(new TelemetryStoreOptions());
        foreach (var line in export.Split('\n', StringSplitOptions.RemoveEmptyEntries))
            Assert.Equal(0, copy.AppendJson(signal, Otlp.Utf8(line)).Rejected);
        Assert.Equal(export, await Export(copy, signal));
    }

    private static async Task<string> Export(TelemetryStore store, Signal signal)
    {
        using var output = new MemoryStream();
        await TelemetryExport.WriteAsync(store, signal, output);
        return Encoding.UTF8.GetString(output.ToArray());
    }

    private static (string, string, bool) Root(TelemetryStore store) =>
        store.Traces(new TraceQuery()).Traces[0] is var t ? (t.Name, t.Service, t.HasRoot) : default;
}
