using System.Collections.Immutable;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Forwarding;

/// <summary>Forwards a fleet's record to where its <c>clawden.yaml</c> says, as the last <c>up</c> left it, and follows when another <c>up</c> leaves something else.</summary>
internal sealed class FleetForwarding : IAsyncDisposable
{
    // An `up` that says something else and makes no container is heard within this time; one that makes some, by the first one's making, which is before its start.
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(1);

    private readonly FleetHost _host;
    private readonly string _fleet;
    private readonly FleetWatch _watch;
    private readonly TelemetryForwarder _forwarder;
    private readonly Action<string> _tell;
    private readonly CancellationTokenSource _stop = new();
    private TelemetrySettings? _settings;
    private string? _fault;
    private Task _following = Task.CompletedTask;

    private FleetForwarding(FleetHost host, string fleet, FleetWatch watch, TelemetryStore store, Action<string> tell)
    {
        (_host, _fleet, _watch, _tell) = (host, fleet, watch, tell);
        _forwarder = new TelemetryForwarder(store, new ForwarderOptions(), tell);
    }

    /// <summary>How it goes, by signal; empty when nothing is forwarded.</summary>
    public ImmutableArray<SignalForwarding> Status => _forwarder.Status;

    /// <summary>Begins before anything is recorded, so that nothing of it is missed.</summary>
    /// <param name="watch">Of that fleet.</param>
    /// <param name="store">Ends after the forwarding.</param>
    /// <param name="tell">Told in a sentence what goes wrong and when it is well again; from any thread.</param>
    public static async Task<FleetForwarding> StartAsync(FleetHost host, string fleet, FleetWatch watch, TelemetryStore store, Action<string> tell)
    {
        var forwarding = new FleetForwarding(host, fleet, watch, store, tell);
        await forwarding.LookAsync().ConfigureAwait(false);
        forwarding._following = forwarding.FollowAsync();
        return forwarding;
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(false);
        await _forwarder.DisposeAsync().ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task FollowAsync()
    {
        var look = _watch.Now;
        while (true)
        {
            using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token))
            {
                await Task.WhenAny(_watch.NextAsync(look, waiting.Token), Pace.WaitAsync(Look, _host.Options.Time, waiting.Token)).ConfigureAwait(false);
                await waiting.CancelAsync().ConfigureAwait(false);
            }

            look = _watch.Now;
            if (_stop.IsCancellationRequested)
            {
                return;
            }

            await LookAsync().ConfigureAwait(false);
        }
    }

    private async Task LookAsync()
    {
        TelemetrySettings? settings;
        try
        {
            settings = _host.ReadTelemetrySettings(_fleet);
            _fault = null;
        }
        catch (IOException e)
        {
            // As it was, until it can be read again.
            if (_fault != e.Message)
            {
                _tell(_fault = e.Message);
            }

            return;
        }

        // `down` takes them away, and what it did is sent still; an `up` that wants nothing sent says so.
        if (settings is not null && settings != _settings)
        {
            await _forwarder.ApplyAsync(Of(settings)).ConfigureAwait(false);
            _settings = settings;
        }
    }

    private static ForwardingSettings Of(TelemetrySettings settings) => new()
    {
        Traces = Of(settings.Traces),
        Metrics = Of(settings.Metrics),
        Logs = Of(settings.Logs),
        Headers = settings.Headers,
        Sample = settings.Sample,
    };

    private static ForwardingEndpoint? Of(TelemetryAddress? address) => address is null ? null : new ForwardingEndpoint(new Uri(address.Url), address.Shown);
}
