using System.Text;

namespace ClawFleet.Telemetry.Tests.Forwarding;

public sealed class ForwarderTests
{
    [Fact]
    public async Task Every_signal_of_every_member_arrives_as_it_came_compressed_and_with_the_headers()
    {
        await using var receiver = await OutsideReceiver.UpAsync();
        await using var forwarded = new Forwarded();
        await forwarded.Forwarder.ApplyAsync(receiver.Settings with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer letmein", ["User-Agent"] = "mine" } });
        foreach (var signal in Enum.GetValues<Signal>())
            forwarded.Store.AppendJson(signal, Otlp.File($"{signal}.json".ToLowerInvariant()));
        forwarded.Store.AppendJson(Signal.Logs, Otlp.Logs("other/1", Otlp.Log("one"), Otlp.Log("two")));

        await forwarded.UntilAsync(() => forwarded.Forwarder.Status.All(s => s.Sent == Kept(forwarded.Store, s.Signal)));
        foreach (var signal in Enum.GetValues<Signal>())
            Assert.Equal(await ExportAsync(forwarded.Store, signal), await ExportAsync(receiver.Store, signal));
        Assert.Equal(["/v1/logs", "/v1/metrics", "/v1/traces"], receiver.Requests.Select(r => r.Path).Distinct().Order());
        Assert.All(receiver.Requests, r => Assert.Equal(("Bearer letmein", "mine", "gzip", "application/x-protobuf"), ((string?)r.Headers["Authorization"], (string?)r.Headers["User-Agent"], (string?)r.Headers["Content-Encoding"], (string?)r.Headers["Content-Type"])));
        Assert.All(forwarded.Forwarder.Status, s => Assert.Equal((0, 0, 0, null), (s.QueuedBytes, s.Refused, s.Lost, s.Fault)));
        Assert.Empty(forwarded.Told);
    }

    [Fact]
    public async Task Records_of_many_members_and_segments_are_sent_in_the_order_in_which_they_came()
    {
        await using var receiver = new OutsideReceiver();
        await using var forwarded = new Forwarded(new TelemetryStoreOptions { Logs = new SignalLimit(4000, 1 << 20) }, o => o with { BatchRecords = 100 });
        await forwarded.Forwarder.ApplyAsync(receiver.Settings);
        for (var i = 0; i < 2500; i++)
            forwarded.Store.AppendJson(Signal.Logs, Otlp.Logs($"agent-{i % 7}", Otlp.Log($"{i}")));
        await receiver.StartAsync();
        await forwarded.UntilAsync(() => forwarded.Logs.Sent == 2500);
        Assert.True(receiver.Requests.Count >= 25);
        foreach (var member in receiver.Store.Members)
        {
            var numbers = receiver.Store.Logs(new LogQuery { Members = [member.Service], Limit = 10_000 }).Records.OrderBy(r => r.Sequence).Select(r => int.Parse(r.Body.ToString(), null)).ToList();
            Assert.Equal(numbers.Order(), numbers);
        }
    }

    [Fact]
    public async Task Without_an_endpoint_nothing_is_sent_and_a_signal_begins_with_what_comes_next()
    {
        await using var receiver = await OutsideReceiver.UpAsync();
        await using var forwarded = new Forwarded();
        forwarded.Log("before");
        await forwarded.Forwarder.ApplyAsync(receiver.Settings with { Logs = null });
        Assert.Equal([Signal.Traces, Signal.Metrics], forwarded.Forwarder.Status.Select(s => s.Signal));
        forwarded.Log("still before");
        await forwarded.Forwarder.ApplyAsync(receiver.Settings);
        forwarded.Log("after");
        await forwarded.UntilAsync(() => receiver.Bodies is ["after"]);

        await forwarded.Forwarder.ApplyAsync(new ForwardingSettings());
        Assert.Empty(forwarded.Forwarder.Status);
        forwarded.Log("in between");
        await forwarded.Forwarder.ApplyAsync(receiver.Settings);
        forwarded.Log("again");
        await forwarded.UntilAsync(() => receiver.Bodies is ["after", "again"]);

        await forwarded.Forwarder.ApplyAsync(null);
        forwarded.Log("in a pause");
        await forwarded.Forwarder.ApplyAsync(receiver.Settings);
        await forwarded.UntilAsync(() => receiver.Bodies is ["after", "again", "in a pause"]);
    }

    [Fact]
    public async Task What_waits_for_a_dead_endpoint_goes_to_the_new_one_at_once()
    {
        await using var dead = new OutsideReceiver();
        await using var receiver = await OutsideReceiver.UpAsync();
        await using var forwarded = new Forwarded(change: o => o with { FirstWait = TimeSpan.FromHours(1), LongestWait = TimeSpan.FromHours(1) });
        await forwarded.Forwarder.ApplyAsync(dead.Settings);
        forwarded.Log("one");
        await forwarded.UntilAsync(() => forwarded.Logs.Fault is not null);
        forwarded.Log("two");
        Assert.True(forwarded.Logs.QueuedBytes > 0);
        await forwarded.Forwarder.ApplyAsync(receiver.Settings);
        await forwarded.UntilAsync(() => receiver.Bodies is ["one", "two"]);
    }

    [Fact]
    public async Task A_receiver_that_never_answers_delays_nobody()
    {
        await using var receiver = await OutsideReceiver.UpAsync(_ => new OutsideAnswer(200, Hangs: true));
        await using var forwarded = new Forwarded(change: o => o with { Timeout = TimeSpan.FromHours(1) });
        await forwarded.Forwarder.ApplyAsync(receiver.Settings);
        forwarded.Log("first");
        await forwarded.UntilAsync(() => !receiver.Requests.IsEmpty);
        for (var i = 0; i < 10_000; i++)
            forwarded.Log($"{i}");
        Assert.Equal(10_001, Kept(forwarded.Store, Signal.Logs));
        Assert.Single(receiver.Requests);
    }

    [Fact]
    public async Task No_answer_in_time_is_tried_again()
    {
        var calls = 0;
        await using var receiver = await OutsideReceiver.UpAsync(_ => new OutsideAnswer(200, Hangs: Interlocked.Increment(ref calls) == 1));
        await using var forwarded = new Forwarded(change: o => o with { Timeout = TimeSpan.FromMilliseconds(200) });
        await forwarded.Forwarder.ApplyAsync(receiver.Settings);
        forwarded.Log("one");
        await forwarded.UntilAsync(() => forwarded.Logs.Sent == 1);
        Assert.Contains("no answer within 0.2 s", forwarded.Told.First(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_traces_a_part_is_forwarded_and_each_whole()
    {
        await using var receiver = await OutsideReceiver.UpAsync();
        await using var forwarded = new Forwarded();
        await forwarded.Forwarder.ApplyAsync(receiver.Settings with { Sample = 0.25 });
        var random = new Random(1);
        var ids = Enumerable.Range(0, 400).Select(_ => Convert.ToHexStringLower(Bytes(random, 16))).ToList();
        // The spans of a trace come from two members, far apart.
        foreach (var (member, parent) in new[] { ("one", 0), ("two", 1) })
            foreach (var id in ids)
                forwarded.Store.AppendJson(Signal.Traces, Otlp.Spans(member, Otlp.Span(1, parent + 1, parent: parent).Replace($"{1:x32}", id, StringComparison.Ordinal)));
        forwarded.Log("with no trace");

        await forwarded.UntilAsync(() => forwarded.Forwarder.Status[0] is { QueuedBytes: 0, Sent: > 0 } && receiver.Bodies.Length == 1);
        var taken = receiver.Store.Traces(new TraceQuery { Limit = 1000 }).Traces;
        Assert.InRange(taken.Length, 60, 140);
        Assert.All(taken, t => Assert.Equal(2, receiver.Store.Trace(t.Id).Length));
    }

    private static byte[] Bytes(Random random, int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static long Kept(TelemetryStore store, Signal signal) => store.Status.Streams.Where(s => s.Signal == signal).Sum(s => s.Records);

    private static async Task<string> ExportAsync(TelemetryStore store, Signal signal)
    {
        using var text = new MemoryStream();
        await TelemetryExport.WriteAsync(store, signal, text);
        // One line a stream: the streams' own order is no matter.
        return string.Join('\n', Encoding.UTF8.GetString(text.ToArray()).Split('\n').Order(StringComparer.Ordinal));
    }
}
