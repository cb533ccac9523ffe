using ClawFleet.Engine;
using ClawFleet.Fakes;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Observer.Keeping;

namespace ClawFleet.Observer.Tests.Keeping;

public sealed class FleetPresenceTests : IAsyncDisposable
{
    private readonly FakeEngine _engine = new();
    private readonly HurriedClock _clock = new();
    private readonly CancellationTokenSource _stop = new();

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _stop.Dispose();
        await _engine.DisposeAsync();
    }

    [Fact]
    public async Task It_ends_once_the_fleet_is_gone_for_good()
    {
        await _engine.AddAsync("crew", "one", "one", "member");
        var going = Presence(null);
        await UntilAsync(() => _clock.Waits > 30);
        Assert.False(going.IsCompleted);
        await _engine.RemoveContainerAsync("crew-one", force: true, CancellationToken.None);
        await going.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task A_fleet_that_came_and_went_unseen_is_gone_too() =>
        await Presence(null).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

    [Fact]
    public async Task As_long_as_somebody_brings_it_up_it_may_have_no_container_yet()
    {
        var going = Presence(ProcessIdentity.Current);
        await UntilAsync(() => _clock.Waits > 50);
        Assert.False(going.IsCompleted);
        await _stop.CancelAsync();
        await going.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task While_the_engine_is_away_nothing_is_known_to_be_gone()
    {
        _engine.Before = (_, _) => throw new EngineException(EngineErrorKind.Unreachable, "Nobody there.");
        var going = Presence(null);
        await UntilAsync(() => _clock.Waits > 50);
        Assert.False(going.IsCompleted);
        await _stop.CancelAsync();
        await going.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    private Task Presence(ProcessIdentity? starter)
    {
        var watch = new FleetWatch(_engine, "crew", _clock);
        _ = Task.Run(() => watch.RunAsync(_stop.Token));
        return Task.Run(() => new FleetPresence(watch, _clock, starter).IsGoneAsync(_stop.Token));
    }

    private static async Task UntilAsync(Func<bool> met)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!met())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
