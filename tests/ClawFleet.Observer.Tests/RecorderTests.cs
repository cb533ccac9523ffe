using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Tests;

public sealed class RecorderTests : IDisposable
{
    private readonly TelemetryStore _store = new(new TelemetryStoreOptions());
    private readonly TestEngine _engine = new();

    public void Dispose() => _store.Dispose();

    [Fact]
    public async Task An_engine_that_goes_away_costs_no_line_and_repeats_none()
    {
        _engine.Lines.AddRange(["first", "second"]);
        _engine.LinesThenGone = 2;
        using var stop = new CancellationTokenSource();
        var recorder = new FleetRecorder(_engine.Host, "crew", _store, new RecorderOptions { RetryPause = TimeSpan.FromMilliseconds(1) });
        var running = recorder.RunAsync(stop.Token);
        await UntilAsync(() => Bodies().Count == 2 && _engine.Readings > 1);

        _engine.Lines.Add("third");
        _engine.LinesThenGone = 3;
        await UntilAsync(() => Bodies().Count == 3);
        await stop.CancelAsync();
        await running;

        Assert.Equal(["first", "second", "third"], Bodies());
    }

    [Fact]
    public async Task What_containers_use_is_looked_at_while_they_run()
    {
        using var stop = new CancellationTokenSource();
        var running = new FleetRecorder(_engine.Host, "crew", _store, new RecorderOptions { StatsInterval = TimeSpan.FromMilliseconds(5), RetryPause = TimeSpan.FromMilliseconds(1) }).RunAsync(stop.Token);

        await UntilAsync(() => _store.Instruments("one").Any(i => i.Name == "container.cpu.usage"));
        await stop.CancelAsync();
        await running;

        Assert.Contains(_store.Instruments("one"), i => i.Name == "container.memory.usage");
    }

    private List<string> Bodies() => [.. _store.Logs(new Telemetry.LogQuery()).Records.Reverse().Select(r => r.Body.ToString())];

    private static async Task UntilAsync(Func<bool> met)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!met())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
