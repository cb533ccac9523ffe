namespace ClawFleet.Hosting.Tests.Observation;

public sealed class FleetWatchTests : IAsyncDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly FleetWatch _watch;

    public FleetWatchTests() => _watch = new FleetWatch(_engine, "crew", TimeProvider.System);

    private static CancellationToken Soon => new CancellationTokenSource(TimeSpan.FromSeconds(20)).Token;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task What_happens_to_a_container_is_seen_and_nothing_is_asked_for_while_nothing_happens()
    {
        await _engine.AddAsync("crew", "one", "one", "member");
        await _engine.AddAsync("others", "one", "one", "member");
        var running = _watch.RunAsync(_stop.Token);
        var look = await _watch.NextAsync(null, Soon);
        Assert.Equal(["crew-one"], look!.Running.Select(c => c.Name));
        await UntilAsync(() => _engine.Calls.Contains("watch events"));
        Assert.Equal(1, Looks);

        _engine.Exit(_engine["crew-one"], 1);
        look = await _watch.NextAsync(look, Soon);
        Assert.Equal((1, 0), (look!.Containers.Count, look.Running.Count()));
        Assert.Equal(2, Looks);

        await _stop.CancelAsync();
        await running;
    }

    [Fact]
    public async Task While_the_engine_is_away_nothing_is_known_and_afterwards_all_is_looked_at_anew()
    {
        await _engine.AddAsync("crew", "one", "one", "member");
        var running = _watch.RunAsync(_stop.Token);
        var look = await _watch.NextAsync(null, Soon);
        await UntilAsync(() => _engine.Calls.Contains("watch events"));
        _engine.BreakStreams();
        look = await _watch.NextAsync(look, Soon);
        Assert.Null(look);
        look = await _watch.NextAsync(look, Soon);
        Assert.Single(look!.Containers);

        await _stop.CancelAsync();
        await running;
    }

    private int Looks => _engine.Calls.Count(c => c.StartsWith("list containers", StringComparison.Ordinal));

    private static async Task UntilAsync(Func<bool> holds)
    {
        while (!holds())
        {
            await Task.Delay(5, Soon);
        }
    }
}
