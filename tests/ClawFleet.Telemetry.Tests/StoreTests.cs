namespace ClawFleet.Telemetry.Tests;

public sealed class StoreTests
{
    [Fact]
    public void A_span_reads_as_it_was_sent()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        Assert.Equal(new IngestResult(1, 0, null), store.AppendJson(Signal.Traces, Otlp.File("traces.json")));

        Assert.True(TraceId.TryParse("5b8efff798038103d269b633813fc60c", out var id));
        var span = Assert.Single(store.Trace(id));
        Assert.Equal("chat é 🦞", span.Name);
        Assert.Equal(new TelemetryMember("agent-1", "abc"), span.Resource.Member);
        Assert.Equal(("openclaw", "2026.9.6"), (span.Scope.Name, span.Scope.Version));
        Assert.Equal("eee19b7ec3c1b173", span.ParentSpanId.ToString());
        Assert.Equal(TimeSpan.FromSeconds(1.5), span.Duration);
        Assert.Equal((SpanKind.Client, SpanStatus.Error, "too long"), (span.Kind, span.Status, span.StatusMessage));
        Assert.Equal(["-12", "[x, 1.5, ]", "{b: AQID, zero: 0, empty: }", "NaN"], span.Attributes.Select(a => a.Value.ToString()));
        Assert.Equal("first token", Assert.Single(span.Events).Name);
        Assert.Equal(2UL, Assert.Single(span.Links).SpanId.Value);
    }

    [Fact]
    public void Records_without_ids_are_rejected_and_the_others_kept()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        var result = store.AppendJson(Signal.Traces, Otlp.Spans("a", Otlp.Span(1, 1), Otlp.Span(0, 2), Otlp.Span(1, 0)));
        Assert.Equal((1, 2), (result.Accepted, result.Rejected));
        Assert.Contains("no trace id", result.Why, StringComparison.Ordinal);
    }

    [Fact]
    public void A_member_that_says_much_loses_its_own_oldest_and_no_one_elses()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions { Logs = new SignalLimit(80, 1 << 20) });
        store.AppendJson(Signal.Logs, Otlp.Logs("quiet", Otlp.Log("still here")));
        for (var i = 0; i < 500; i++)
            store.AppendJson(Signal.Logs, Otlp.Logs("loud", Otlp.Log($"line {i}", Otlp.Noon + (ulong)i)));

        Assert.Single(store.Logs(new LogQuery { Members = ["quiet"] }).Records);
        var loud = store.Logs(new LogQuery { Members = ["loud"], Limit = 1000 }).Records;
        Assert.InRange(loud.Length, 70, 80);
        Assert.Equal("line 499", loud[0].Body.ToString());
        Assert.Equal(500 - loud.Length, store.Status.Streams.Single(s => s.Member.Service == "loud").Dropped);
    }

    [Fact]
    public void Records_of_a_kept_scope_stay_however_much_their_member_says_also_over_a_restart()
    {
        using var folder = new TestFolder();
        var options = new TelemetryStoreOptions { Folder = folder.Path, Logs = new SignalLimit(80, 1 << 20), KeptScopes = ["life"], Kept = new SignalLimit(16, 64 << 10) };
        string[] Kept(TelemetryStore store) => [.. store.Logs(new LogQuery { Scope = "life", Limit = 1000 }).Records.Select(r => r.Body.ToString())];
        using (var store = new TelemetryStore(options))
        {
            store.AppendJson(Signal.Logs, Life("started"));
            for (var i = 0; i < 500; i++)
                store.AppendJson(Signal.Logs, Otlp.Logs("loud", Otlp.Log($"line {i}")));
            Assert.Equal(["started"], Kept(store));
            Assert.Equal(store.Status.Bytes, store.Status.Streams.Sum(s => s.Bytes));
            Assert.Equal(store.Logs(new LogQuery { Limit = 1000 }).Records.Length, store.Status.Streams.Single().Records);
        }

        using var again = new TelemetryStore(options);
        for (var i = 0; i < 500; i++)
            again.AppendJson(Signal.Logs, Otlp.Logs("loud", Otlp.Log($"line {i}")));
        Assert.Equal(["started"], Kept(again));
        for (var i = 0; i < 500; i++)
            again.AppendJson(Signal.Logs, Life("again"));
        Assert.InRange(Kept(again).Length, 14, 16);
        using var snapshot = TelemetryStore.ReadSnapshot(folder.Path);
        Assert.Equal(Kept(again), Kept(snapshot));
    }

    private static byte[] Life(string what) => Otlp.Utf8(System.Text.Encoding.UTF8.GetString(Otlp.Logs("loud", Otlp.Log(what))).Replace("\"test\"", "\"life\"", StringComparison.Ordinal));

    [Fact]
    public void Bytes_are_bounded_by_member_and_in_all()
    {
        using var folder = new TestFolder();
        var options = new TelemetryStoreOptions { Folder = folder.Path, Logs = new SignalLimit(1_000_000, 256 << 10), TotalBytes = 600 << 10 };
        using var store = new TelemetryStore(options);
        var body = new string('x', 1000);
        for (var member = 0; member < 5; member++)
            for (var i = 0; i < 400; i++)
                store.AppendJson(Signal.Logs, Otlp.Logs($"m{member}", Otlp.Log(body)));

        Assert.InRange(store.Status.Bytes, 300 << 10, 600 << 10);
        Assert.All(store.Status.Streams, s => Assert.True(s.Bytes <= 256 << 10));
        Assert.Equal(store.Status.Bytes, store.Status.Streams.Sum(s => s.Bytes));
        Assert.InRange(folder.Segments.Sum(f => new FileInfo(f).Length), 1, 600 << 10);
    }

    [Fact]
    public void A_record_too_large_for_a_segment_is_rejected()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions { Logs = new SignalLimit(100, 64 << 10) });
        var result = store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log(new string('x', 5000)), Otlp.Log("small")));
        Assert.Equal((1, 1), (result.Accepted, result.Rejected));
        Assert.Equal("a record is larger than 1,024 bytes", result.Why);
    }

    [Fact]
    public void New_members_displace_an_idle_one_and_never_a_busy_one()
    {
        var clock = new TestClock();
        using var store = new TelemetryStore(new TelemetryStoreOptions { Members = 2 }, clock: clock);
        store.AppendJson(Signal.Logs, Otlp.Logs("one", Otlp.Log("1")));
        store.AppendJson(Signal.Logs, Otlp.Logs("two", Otlp.Log("2")));
        store.AppendJson(Signal.Logs, Otlp.Logs("three", Otlp.Log("3")));
        Assert.Equal(["one", "two"], store.Members.Select(m => m.Service));
        Assert.Equal(1, store.Status.Refused);

        clock.Now += TimeSpan.FromMinutes(9);
        store.AppendJson(Signal.Logs, Otlp.Logs("two", Otlp.Log("2")));
        clock.Now += TimeSpan.FromMinutes(2);
        store.AppendJson(Signal.Logs, Otlp.Logs("three", Otlp.Log("3")));
        Assert.Equal(["three", "two"], store.Members.Select(m => m.Service));
        Assert.Equal(store.Status.Bytes, store.Status.Streams.Sum(s => s.Bytes));
    }

    [Fact]
    public async Task A_follower_gets_what_it_asked_for_as_it_comes()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log("before")));
        await using var follow = store.FollowLogs(new LogQuery { LeastSeverity = 17 }).GetAsyncEnumerator();
        var next = follow.MoveNextAsync();
        store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log("calm", severity: 9), Otlp.Log("bad", severity: 17)));
        Assert.True(await next.AsTask().WaitAsync(TimeSpan.FromSeconds(5)));
        Assert.Equal("bad", follow.Current.Body.ToString());
    }

    [Fact]
    public async Task A_follower_that_reads_too_slowly_loses_the_oldest_and_is_told()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        long lost = 0;
        await using var follow = store.FollowSpans([], capacity: 10, lost: n => lost = n).GetAsyncEnumerator();
        var first = follow.MoveNextAsync();
        store.AppendJson(Signal.Traces, Otlp.Spans("a", Otlp.Span(1, 1)));
        Assert.True(await first.AsTask().WaitAsync(TimeSpan.FromSeconds(5)));
        store.AppendJson(Signal.Traces, Otlp.Spans("a", [.. Enumerable.Range(2, 100).Select(i => Otlp.Span(1, i))]));
        Assert.True(await follow.MoveNextAsync());
        Assert.Equal(90, lost);
        Assert.Equal(92UL, follow.Current.SpanId.Value);
    }

    [Fact]
    public async Task Followers_end_with_the_store()
    {
        var store = new TelemetryStore(new TelemetryStoreOptions());
        await using var follow = store.FollowMetrics([]).GetAsyncEnumerator();
        var next = follow.MoveNextAsync();
        store.Dispose();
        Assert.False(await next.AsTask().WaitAsync(TimeSpan.FromSeconds(5)));
    }

    [Fact]
    public async Task Readers_see_whole_records_while_others_write()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions { Logs = new SignalLimit(2000, 1 << 20) });
        var request = WireTests.Protobuf(Signal.Logs,
            Otlp.Logs("a", [.. Enumerable.Range(0, 20).Select(i => Otlp.Log($"needle {i}", attributes: Otlp.Attribute("k", "v")))]));
        var writers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 300; i++)
                store.Append(Signal.Logs, request);
        })).ToArray();
        while (!writers.All(w => w.IsCompleted))
        {
            var page = store.Logs(new LogQuery { Text = "NEEDLE", Limit = 50, Attributes = [new AttributeFilter("k", AttributeTest.Equal, "v")] });
            Assert.All(page.Records, r => Assert.StartsWith("needle ", r.Body.ToString(), StringComparison.Ordinal));
        }
        await Task.WhenAll(writers);
    }
}
