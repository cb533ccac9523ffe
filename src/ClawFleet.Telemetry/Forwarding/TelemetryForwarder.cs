using System.Collections.Immutable;
using ClawFleet.Telemetry.Forwarding;

namespace ClawFleet.Telemetry;

/// <summary>
/// Sends all that comes into a store on to outside endpoints, by OTLP over HTTP. The store is its queue: what a receiver does not take is sent when it does, after a restart too, unless the
/// store's bounds took it by then. Nothing waits for it.
/// </summary>
public sealed class TelemetryForwarder : IAsyncDisposable
{
    private readonly TelemetryStore store;
    private readonly ForwarderOptions options;
    private readonly Action<string> tell;
    private readonly TimeProvider clock;
    private readonly ForwardingPlaces places;
    private readonly SemaphoreSlim applying = new(1, 1);
    private readonly bool isSecond;
    private ImmutableDictionary<Signal, SignalForwarder> signals = ImmutableDictionary<Signal, SignalForwarder>.Empty;

    /// <param name="store">Ends after the forwarder.</param>
    /// <param name="tell">Told in a sentence when forwarding begins to fail, works again, or drops something; from any thread.</param>
    public TelemetryForwarder(TelemetryStore store, ForwarderOptions options, Action<string> tell, TimeProvider? clock = null)
    {
        (this.store, this.options, this.tell, this.clock) = (store, options, tell, clock ?? TimeProvider.System);
        isSecond = store.Options.Folder is not null && !store.HoldsFolder;
        places = new ForwardingPlaces(isSecond ? null : store.Options.Folder, tell);
    }

    /// <summary>How it goes, by signal; a signal that is not forwarded is not in it.</summary>
    public ImmutableArray<SignalForwarding> Status => [.. signals.Values.Select(s => s.Status).OrderBy(s => s.Signal)];

    /// <summary>
    /// What is forwarded from now on, and where to. A signal that was not forwarded before begins with what comes next; one that goes on, also elsewhere, goes on where it was. Null stops
    /// all for a while: what comes meanwhile is sent later.
    /// </summary>
    public async Task ApplyAsync(ForwardingSettings? settings)
    {
        await applying.WaitAsync().ConfigureAwait(false);
        try
        {
            if (isSecond && settings is ({ Traces: not null } or { Metrics: not null } or { Logs: not null }))
            {
                tell("telemetry is not forwarded from here: another program has the fleet's record, or its folder cannot be written");
                return;
            }
            foreach (var signal in Enum.GetValues<Signal>())
                await ApplyAsync(signal, settings).ConfigureAwait(false);
        }
        finally
        {
            applying.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await applying.WaitAsync().ConfigureAwait(false);
        await Task.WhenAll(signals.Values.Select(s => s.DisposeAsync().AsTask())).ConfigureAwait(false);
        signals = signals.Clear();
        applying.Dispose();
    }

    private async Task ApplyAsync(Signal signal, ForwardingSettings? settings)
    {
        var forwarder = signals.GetValueOrDefault(signal);
        if (settings?.Of(signal) is null)
        {
            signals = signals.Remove(signal);
            if (forwarder is not null)
                await forwarder.DisposeAsync().ConfigureAwait(false);
            if (settings is not null)
                places.Set(signal, null);
        }
        else if (forwarder is not null)
        {
            forwarder.Redirect(settings);
        }
        else
        {
            signals = signals.Add(signal, new SignalForwarder(signal, settings, store, places, options, tell, clock));
        }
    }
}
