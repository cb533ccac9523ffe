using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Tests.Forwarding;

public sealed class ForwardingFaultTests
{
    [Fact]
    public async Task What_comes_while_the_receiver_is_away_is_sent_when_it_is_back_and_both_are_told_once()
    {
        await using var receiver = await OutsideReceiver.UpAsync();
        await using var forwarded = await Forwarded.ToAsync(receiver);
        forwarded.Log("one");
        await forwarded.UntilAsync(() => receiver.Bodies is ["one"]);
        await receiver.StopAsync();
        forwarded.Log("two");
        await forwarded.UntilAsync(() => forwarded.Logs.Fault is not null);
        forwarded.Log("three");
        await receiver.StartAsync();
        await forwarded.UntilAsync(() => receiver.Bodies is ["one", "two", "three"] && forwarded.Logs.Fault is null);
        Assert.Equal(2, forwarded.Told.Count);
        Assert.StartsWith($"logs are not taken by {receiver.Endpoint("").Shown}: Connection refused", forwarded.Told.First(), StringComparison.Ordinal);
        Assert.Equal($"logs are forwarded to {receiver.Endpoint("").Shown} again", forwarded.Told.Last());
    }

    [Theory]
    [InlineData(408)]
    [InlineData(429)]
    [InlineData(502)]
    [InlineData(503)]
    [InlineData(504)]
    public async Task An_answer_that_means_later_is_tried_again(int status)
    {
        var calls = 0;
        await using var receiver = await OutsideReceiver.UpAsync(_ => new OutsideAnswer(Interlocked.Increment(ref calls) < 4 ? status : 200));
        await using var forwarded = await Forwarded.ToAsync(receiver);
        forwarded.Log("one");
        await forwarded.UntilAsync(() => receiver.Bodies is ["one"]);
        await forwarded.UntilAsync(() => forwarded.Told.Count == 2);
        Assert.Contains($"it answers {status}", forwarded.Told.First(), StringComparison.Ordinal);
        Assert.Equal(4, receiver.Requests.Count);
        Assert.Equal(0, forwarded.Logs.Refused);
    }

    [Fact]
    public async Task Waits_grow_to_a_bound_and_are_as_long_as_the_receiver_asks()
    {
        var calls = 0;
        string? After(int call) => call switch { 8 => "70", 9 => DateTimeOffset.UtcNow.AddSeconds(500).ToString("R", null), 10 => "999999", _ => null };
        await using var receiver = await OutsideReceiver.UpAsync();
        receiver.Answer = _ => Interlocked.Increment(ref calls) is var call && call > 10 ? new OutsideAnswer(200)
            : new OutsideAnswer(503, Headers: After(call) is { } after ? new() { ["Retry-After"] = after } : null);
        var clock = new HurriedClock();
        await using var forwarded = new Forwarded(change: o => o with { FirstWait = TimeSpan.FromSeconds(1), LongestWait = TimeSpan.FromSeconds(30), Timeout = TimeSpan.FromMinutes(1) }, clock: clock);
        await forwarded.Forwarder.ApplyAsync(receiver.Settings);
        forwarded.Log("one");
        await forwarded.UntilAsync(() => receiver.Bodies is ["one"]);
        var waits = clock.Waits.Select(w => w.TotalSeconds).ToList();
        Assert.Equal(10, waits.Count);
        foreach (var (wait, longest) in waits.Zip([1.0, 2, 4, 8, 16, 30, 30]))
            Assert.InRange(wait, longest / 2, longest);
        Assert.Equal(70, waits[7]);
        Assert.InRange(waits[8], 400, 500);
        Assert.Equal(3600, waits[9]);
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    [InlineData(413)]
    [InlineData(500)]
    [InlineData(302)]
    public async Task An_answer_that_means_never_drops_the_request_with_one_warning_and_the_next_goes_on(int status)
    {
        var fault = new ProtobufWriter();
        fault.Text(2, "not with the token letmein\n");
        var refuses = true;
        await using var receiver = await OutsideReceiver.UpAsync(_ => refuses ? new OutsideAnswer(status, fault.Written.ToArray(), Headers: new() { ["Location"] = "http://127.0.0.1:9/" }) : new OutsideAnswer(200));
        await using var forwarded = new Forwarded();
        await forwarded.Forwarder.ApplyAsync(receiver.Settings with { Headers = new Dictionary<string, string> { ["Authorization"] = "Bearer letmein" } });
        for (var i = 1; i <= 3; i++)
        {
            forwarded.Log($"{i}");
            await forwarded.UntilAsync(() => forwarded.Logs.Refused == i);
        }
        Assert.Equal($"{receiver.Endpoint("").Shown} refused 1 log records, which are dropped: it answers {status}: not with the token ***", Assert.Single(forwarded.Told));
        refuses = false;
        forwarded.Log("4");
        await forwarded.UntilAsync(() => receiver.Bodies is ["4"] && forwarded.Logs.Fault is null);
        Assert.EndsWith("again; 2 more log records were dropped until then", forwarded.Told.Last(), StringComparison.Ordinal);
        Assert.Equal((1, 3), (forwarded.Logs.Sent, forwarded.Logs.Refused));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_receiver_takes_in_part_is_counted_and_told(bool json)
    {
        var writer = new ProtobufWriter();
        var partial = writer.Begin(1);
        writer.Tag(1, WireType.Varint);
        writer.Varint(2);
        writer.Text(2, "too old");
        writer.End(partial);
        await using var receiver = await OutsideReceiver.UpAsync(_ => json ? new OutsideAnswer(200, Otlp.Utf8("""{"partialSuccess":{"rejectedLogRecords":"2","errorMessage":"too old"}}"""), "application/json") : new OutsideAnswer(200, writer.Written.ToArray()));
        await using var forwarded = await Forwarded.ToAsync(receiver);
        forwarded.Store.AppendJson(Signal.Logs, Otlp.Logs("agent", Otlp.Log("1"), Otlp.Log("2"), Otlp.Log("3")));
        await forwarded.UntilAsync(() => forwarded.Logs is { Sent: 1, Refused: 2 });
        await forwarded.UntilAsync(() => !forwarded.Told.IsEmpty);
        Assert.Equal($"{receiver.Endpoint("").Shown} did not take 2 of 3 log records, which are dropped: too old", Assert.Single(forwarded.Told));
    }

    [Fact]
    public async Task What_the_bounds_take_before_the_receiver_does_is_counted_and_told_and_the_rest_arrives()
    {
        await using var receiver = new OutsideReceiver();
        await using var forwarded = await Forwarded.ToAsync(receiver, new TelemetryStoreOptions { Logs = new SignalLimit(800, 1 << 20) });
        const int All = 5000;
        for (var i = 0; i < All; i++)
            forwarded.Log($"{i}");
        await forwarded.UntilAsync(() => forwarded.Told.Any(t => t.Contains("the oldest first", StringComparison.Ordinal)));
        await receiver.StartAsync();
        await forwarded.UntilAsync(() => forwarded.Logs is var s && s.Sent + s.Lost == All);
        Assert.InRange(forwarded.Logs.Lost, All - 800 - 2000, All - 700);
        Assert.Equal(forwarded.Logs.Sent, receiver.Bodies.Length);
        Assert.Equal($"{All - 1}", receiver.Bodies[^1]);
    }

    [Fact]
    public async Task A_restart_goes_on_where_it_was_and_sends_nothing_twice()
    {
        using var folder = new TestFolder();
        var options = new TelemetryStoreOptions { Folder = folder.Path };
        await using var receiver = await OutsideReceiver.UpAsync();
        await using (var forwarded = await Forwarded.ToAsync(receiver, options))
        {
            forwarded.Log("one");
            await forwarded.UntilAsync(() => forwarded.Logs.Sent == 1);
            await receiver.StopAsync();
            forwarded.Log("two");
            await forwarded.UntilAsync(() => forwarded.Logs.Fault is not null);
            forwarded.Log("three");
        }
        await receiver.StartAsync();
        await using (var forwarded = await Forwarded.ToAsync(receiver, options))
        {
            forwarded.Log("four");
            await forwarded.UntilAsync(() => forwarded.Logs.Sent == 4);
            Assert.Equal(["one", "two", "three", "four"], receiver.Bodies);
        }
        // It was turned off meanwhile, and on again.
        await using (var forwarded = new Forwarded(options))
        {
            await forwarded.Forwarder.ApplyAsync(new ForwardingSettings());
            forwarded.Log("to nobody");
        }
        await using var last = await Forwarded.ToAsync(receiver, options);
        last.Log("five");
        await last.UntilAsync(() => receiver.Bodies is [.., "four", "five"]);
    }

    [Fact]
    public async Task At_the_end_what_just_came_is_still_sent()
    {
        await using var receiver = await OutsideReceiver.UpAsync();
        await using (var forwarded = new Forwarded(change: o => o with { Pause = TimeSpan.FromHours(1), LastWords = TimeSpan.FromMinutes(1) }))
        {
            await forwarded.Forwarder.ApplyAsync(receiver.Settings);
            forwarded.Log("one", "two");
        }
        Assert.Equal(["one", "two"], receiver.Bodies);
    }

    [Fact]
    public async Task A_damaged_place_is_told_and_forwarding_begins_anew()
    {
        using var folder = new TestFolder();
        File.WriteAllText(Path.Combine(folder.Path, "forwarding.json"), "{ half");
        await using var receiver = await OutsideReceiver.UpAsync();
        await using var forwarded = await Forwarded.ToAsync(receiver, new TelemetryStoreOptions { Folder = folder.Path });
        forwarded.Log("one");
        await forwarded.UntilAsync(() => receiver.Bodies is ["one"]);
        Assert.Contains("forwarding.json cannot be read", Assert.Single(forwarded.Told), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_two_programs_with_one_record_only_the_one_that_has_it_forwards()
    {
        using var folder = new TestFolder();
        var options = new TelemetryStoreOptions { Folder = folder.Path };
        await using var receiver = await OutsideReceiver.UpAsync();
        await using var first = await Forwarded.ToAsync(receiver, options);
        await using var second = await Forwarded.ToAsync(receiver, options);
        Assert.Empty(second.Forwarder.Status);
        Assert.Contains("another program has the fleet's record", Assert.Single(second.Told), StringComparison.Ordinal);
        first.Log("one");
        await first.UntilAsync(() => receiver.Bodies is ["one"]);
    }
}
