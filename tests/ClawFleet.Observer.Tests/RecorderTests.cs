using ClawFleet.Engine;
using ClawFleet.Fakes;
using ClawFleet.Hosting;
using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Tests;

public sealed class RecorderTests : IDisposable
{
    private readonly TelemetryStore _store = new(new TelemetryStoreOptions());
    private readonly FakeEngine _engine = new();

    public void Dispose() => _store.Dispose();

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_engine_that_goes_away_costs_no_line_and_repeats_none(bool timesAreCoarse)
    {
        _engine.LogTimesAreCoarse = timesAreCoarse;
        await _engine.AddAsync("crew", "one", "one", "member");
        // With coarse times the connection breaks between two lines of one time and one text.
        _engine["crew-one"].Log.AddRange(["first", "second", "again", "again"]);
        _engine.LogsBreakAfter = 3;

        await WhileRecordingAsync(async () =>
        {
            await UntilAsync(() => Bodies().Count == 3 && _engine.Calls.Count(c => c == "logs crew-one") > 1);
            _engine.LogsBreakAfter = 4;
            await UntilAsync(() => Bodies().Count == 4);
            var readings = _engine.Calls.Count(c => c == "logs crew-one");
            await UntilAsync(() => _engine.Calls.Count(c => c == "logs crew-one") > readings + 1);
        });

        Assert.Equal(["first", "second", "again", "again"], Bodies());
    }

    [Fact]
    public async Task Members_whose_records_end_at_different_times_go_on_each_from_its_own_end()
    {
        await _engine.AddAsync("crew", "one", "one", "member");
        await _engine.AddAsync("crew", "two", "two", "member");
        _engine["crew-one"].Log.Add("one 1");
        _engine["crew-two"].Log.AddRange(["two 1", "two 2", "two 3"]);
        await WhileRecordingAsync(() => UntilAsync(() => Bodies().Count == 4));
        var before = _engine.LogQueries.Count;

        _engine["crew-one"].Log.Add("one 2");
        _engine["crew-two"].Log.Add("two 4");
        await WhileRecordingAsync(() => UntilAsync(() => Bodies().Count >= 6));

        Assert.Equal(["one 1", "one 2", "two 1", "two 2", "two 3", "two 4"], Bodies().Order());
        Assert.Equal((2000, null), (_engine.LogQueries.First().Tail, _engine.LogQueries.First().Since));
        Assert.Equal((null, _engine.LogsBegin), (_engine.LogQueries.ElementAt(before).Tail, _engine.LogQueries.ElementAt(before).Since));
    }

    [Fact]
    public async Task What_containers_use_is_looked_at_while_they_run()
    {
        await _engine.AddAsync("crew", "one", "one", "member");
        var samples = 0;
        _engine.Stats = _ => new ContainerStats(_engine.LogsBegin.AddSeconds(++samples), (ulong)samples * 100_000_000, 1000, null, 0, 0, null);

        await WhileRecordingAsync(() => UntilAsync(() => _store.Instruments("one").Any(i => i.Name == "container.cpu.usage")));

        Assert.Contains(_store.Instruments("one"), i => i.Name == "container.memory.usage");
    }

    [Fact]
    public async Task A_container_that_ends_while_it_is_recorded_is_told()
    {
        await _engine.AddAsync("crew", "one", "one", "member");

        await WhileRecordingAsync(async () =>
        {
            await UntilAsync(() => _engine.Calls.Contains("watch events"));
            // Both the reader of lines and the reader of events watch; the second is what this is about.
            await UntilAsync(() => _engine.Calls.Count(c => c == "watch events") > 1);
            _engine.Exit(_engine["crew-one"], 137);
            await UntilAsync(() => Bodies().Count == 1);
        });

        Assert.Equal(["container ended with exit code 137"], Bodies());
    }

    [Fact]
    public async Task What_was_started_before_the_recording_is_recorded_once_with_its_health()
    {
        await _engine.AddAsync("crew", "one", "one", "member");
        var started = _engine["crew-one"].StartedAt!.Value;
        _engine["crew-one"].HealthLog.Add(new HealthCheckRun(started.AddSeconds(1), TimeSpan.FromSeconds(2), 0, ""));

        await WhileRecordingAsync(() => UntilAsync(() => Events().Count == 2));
        var watched = _engine.Calls.Count(c => c == "watch events");
        await WhileRecordingAsync(() => UntilAsync(() => _engine.Calls.Count(c => c == "watch events") > watched + 1));

        Assert.Equal([("container.start", started), ("container.health_status", started.AddSeconds(3))], Events());
    }

    [Fact]
    public async Task That_it_ends_is_recorded_of_each_member_that_runs()
    {
        await _engine.AddAsync("crew", "one", "one", "member");
        var looks = 0;
        _engine.Stats = _ =>
        {
            Interlocked.Increment(ref looks);
            return null;
        };
        await WhileRecordingAsync(() => UntilAsync(() => Volatile.Read(ref looks) > 1));
        var end = Assert.Single(_store.Logs(new Telemetry.LogQuery { Scope = LogRecording.EventScope }).Records, r => r.EventName == "recording.end");
        Assert.Equal("one", end.Resource.Member.Service);
    }

    [Fact]
    public async Task A_fault_of_its_own_ends_it_instead_of_recording_half()
    {
        await _engine.AddAsync("crew", "one", "one", "member");
        _engine["crew-one"].Log.Add("first");
        _store.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => Recorder().RunAsync(new FleetWatch(_engine, "crew", TimeProvider.System), TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
    }

    private FleetRecorder Recorder() => new(
        new FleetHost(_engine, new FleetHostOptions("/nowhere", "/nowhere", "/nowhere")), "crew", _store,
        new RecorderOptions { StatsInterval = TimeSpan.FromMilliseconds(5), RetryPause = TimeSpan.FromMilliseconds(1) });

    private async Task WhileRecordingAsync(Func<Task> work)
    {
        using var stop = new CancellationTokenSource();
        var watch = new FleetWatch(_engine, "crew", TimeProvider.System);
        var running = Task.WhenAll(watch.RunAsync(stop.Token), Recorder().RunAsync(watch, stop.Token));
        await work();
        await stop.CancelAsync();
        await running;
    }

    private List<string> Bodies() => [.. _store.Logs(new Telemetry.LogQuery()).Records.Where(r => r.EventName is not ("container.start" or "recording.end")).OrderBy(r => r.Sequence).Select(r => r.Body.ToString())];

    private List<(string, DateTimeOffset)> Events() =>
        [.. _store.Logs(new Telemetry.LogQuery { Scope = LogRecording.EventScope }).Records.Where(r => r.EventName != "recording.end").OrderBy(r => r.Time).Select(r => (r.EventName, r.Time))];

    private static async Task UntilAsync(Func<bool> met)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!met())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
