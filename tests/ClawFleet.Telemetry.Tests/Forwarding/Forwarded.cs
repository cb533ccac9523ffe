using System.Collections.Concurrent;

namespace ClawFleet.Telemetry.Tests.Forwarding;

/// <summary>A store whose contents are forwarded, quickly, and what is said of it.</summary>
internal sealed class Forwarded : IAsyncDisposable
{
    private static readonly ForwarderOptions Quick = new()
    {
        Pause = TimeSpan.FromMilliseconds(2),
        FirstWait = TimeSpan.FromMilliseconds(2),
        LongestWait = TimeSpan.FromMilliseconds(20),
        LastWords = TimeSpan.Zero,
    };

    public Forwarded(TelemetryStoreOptions? store = null, Func<ForwarderOptions, ForwarderOptions>? change = null, TimeProvider? clock = null)
    {
        Store = new TelemetryStore(store ?? new TelemetryStoreOptions());
        Forwarder = new TelemetryForwarder(Store, change?.Invoke(Quick) ?? Quick, Told.Enqueue, clock);
    }

    public TelemetryStore Store { get; }

    public TelemetryForwarder Forwarder { get; }

    public ConcurrentQueue<string> Told { get; } = [];

    public SignalForwarding Logs => Forwarder.Status.Single(s => s.Signal == Signal.Logs);

    public static async Task<Forwarded> ToAsync(OutsideReceiver receiver, TelemetryStoreOptions? store = null)
    {
        var forwarded = new Forwarded(store);
        await forwarded.Forwarder.ApplyAsync(receiver.Settings);
        return forwarded;
    }

    public void Log(params string[] bodies)
    {
        foreach (var body in bodies)
            Store.AppendJson(Signal.Logs, Otlp.Logs("agent", Otlp.Log(body)));
    }

    public async Task UntilAsync(Func<bool> holds)
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); !holds(); await Task.Delay(5, TestContext.Current.CancellationToken))
            Assert.True(DateTime.UtcNow < until, $"not within a minute; told:\n{string.Join('\n', Told)}\n{string.Join('\n', Forwarder.Status)}");
    }

    public async ValueTask DisposeAsync()
    {
        await Forwarder.DisposeAsync();
        Store.Dispose();
    }
}
