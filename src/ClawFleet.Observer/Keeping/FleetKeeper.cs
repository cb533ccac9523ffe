using System.Net;
using ClawFleet.Cli;
using ClawFleet.Cli.Fleets;
using ClawFleet.Dashboard;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Observer.Forwarding;
using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;
using Microsoft.Extensions.Logging;

namespace ClawFleet.Observer.Keeping;

/// <summary>All that this process does for its fleet: records it, forwards that where the fleet's file says, serves its page, takes OTLP of programs on this machine, and in the background restarts what dies.</summary>
/// <param name="seat">That this is the one process which does so.</param>
/// <param name="events">Told of what happens to the fleet, and of faults here.</param>
/// <param name="loggers">For what the framework tells of itself.</param>
internal sealed class FleetKeeper(FleetConnection connection, HostSeat seat, KeeperOptions options, IProgress<FleetEvent> events, ILoggerFactory loggers)
{
    private const int UsualPort = 18888;
    private static readonly TimeSpan SeatPause = TimeSpan.FromSeconds(2);

    private FleetHostOptions Host => connection.Host.Options;

    /// <summary>Until cancelled, or in the background until the fleet is gone.</summary>
    /// <param name="opened">Called once the page can be asked.</param>
    /// <exception cref="CommandRefusedException">A port cannot be listened on.</exception>
    public async Task RunAsync(Action<HostRecord> opened, CancellationToken ct)
    {
        using var spool = new TraceSpool(Host);
        var watch = connection.Host.WatchOf(connection.Fleet);
        using var logs = new EventLoggers(events, loggers, Host.Time);
        using var store = Open(logs);
        await using var forwarding = await FleetForwarding.StartAsync(connection.Host, connection.Fleet, watch, store, Warn).ConfigureAwait(false);
        var told = FleetReceiver.Of(Host, connection.Fleet);
        await using var receiver = await ReceiveAsync(store, told.Key, logs, ct).ConfigureAwait(false);
        await using var page = await ServeAsync(store, forwarding, ct).ConfigureAwait(false);
        var record = new HostRecord
        {
            Process = ProcessIdentity.Current,
            Program = HostProgram.Identity(typeof(FleetKeeper).Assembly.Location, options.Arguments),
            InBackground = options.InBackground,
            Address = page.Address,
            Token = page.LoginLink.Query["?t=".Length..],
            Otlp = new Uri($"http://{receiver.HttpAddresses[0]}/"),
            OtlpKey = told.Key,
        };
        seat.Announce(record);
        opened(record);

        using var ending = CancellationTokenSource.CreateLinkedTokenSource(ct);
        List<Task> works =
        [
            watch.RunAsync(ending.Token),
            MemoryRest.RunAsync(Host.Time, ending.Token),
            new FleetRecorder(connection.Host, connection.Fleet, store, new RecorderOptions { Warn = Warn }).RunAsync(watch, ending.Token),
            new MemberReceiver(connection.Host.Engine, watch, store, told, Host.Time, events, logs).RunAsync(ending.Token),
        ];
        if (options.InBackground)
        {
            works.Add(SuperviseAsync(watch, ending.Token));
            works.Add(new FleetPresence(watch, Host.Time, options.Starter).IsGoneAsync(ending.Token));
        }

        // By a signal, by the fleet's end, or by a fault in here, which is thrown.
        await Task.WhenAny(works).ConfigureAwait(false);
        await ending.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(works).ConfigureAwait(false);
    }

    /// <summary>Whenever nobody else does: an attached <c>up</c> that ends, however it ends, leaves it to this one.</summary>
    private async Task SuperviseAsync(FleetWatch watch, CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            using (var supervisor = SupervisorSeat.TryTake(Host, connection.Fleet))
            {
                if (supervisor is not null)
                {
                    await connection.Host.SuperviseAsync(connection.Fleet, watch, events, ct).ConfigureAwait(false);
                    return;
                }
            }

            await Pace.WaitAsync(SeatPause, Host.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private TelemetryStore Open(EventLoggers logs) => new(new TelemetryStoreOptions { Folder = Path.Combine(Host.StateRoot, connection.Fleet, "telemetry"), KeptScopes = [LogRecording.EventScope] }, logs.CreateLogger<TelemetryStore>());

    private async Task<OtlpReceiver> ReceiveAsync(TelemetryStore store, string key, EventLoggers logs, CancellationToken ct)
    {
        try
        {
            return await OtlpReceiver.StartAsync(store, new OtlpReceiverOptions { Keys = [key] }, [new IPEndPoint(IPAddress.Loopback, options.OtlpPort ?? 0)], [], logs, ct).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new CommandRefusedException(ExitCodes.Failed, $"port {options.OtlpPort} cannot be listened on ({e.Message.TrimEnd('.')}); --otlp-port takes another");
        }
    }

    private async Task<FleetDashboard> ServeAsync(TelemetryStore store, FleetForwarding forwarding, CancellationToken ct)
    {
        var wanted = new DashboardOptions
        {
            Port = options.Port ?? UsualPort,
            AllowLifecycle = !options.ReadOnly,
            BasePath = options.BasePath,
            TrustedProxies = options.TrustedProxies,
            Forwarding = () => forwarding.Status,
        };
        try
        {
            return await FleetDashboard.StartAsync(connection.Host, connection.Fleet, store, wanted, ct).ConfigureAwait(false);
        }
        catch (IOException) when (options.Port is null)
        {
            Warn($"port {UsualPort} is taken; a free one is used");
            return await FleetDashboard.StartAsync(connection.Host, connection.Fleet, store, wanted with { Port = 0 }, ct).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new CommandRefusedException(ExitCodes.Failed, $"port {options.Port} cannot be listened on ({e.Message.TrimEnd('.')}); {(options.InBackground ? "`dashboard: {port: …}` in the fleet's file" : "--port")} takes another");
        }
    }

    private void Warn(string text) => events.Report(new FleetEvent(FleetEventKind.Warning, Host.Time.GetUtcNow(), null, text));
}
