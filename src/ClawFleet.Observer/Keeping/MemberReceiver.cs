using System.Collections.Immutable;
using System.Net;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Model.Plans;
using ClawFleet.Telemetry;
using Microsoft.Extensions.Logging;

namespace ClawFleet.Observer.Keeping;

/// <summary>
/// Takes OTLP of members, on the addresses that this machine has in the fleet's own networks and from those networks alone, or where they leave them as this machine's own processes, from this
/// machine alone. Networks come and go with <c>up</c> and <c>down</c>.
/// </summary>
internal sealed class MemberReceiver(IContainerEngine engine, FleetWatch watch, TelemetryStore store, FleetReceiver told, TimeProvider time, IProgress<FleetEvent> events, ILoggerFactory loggers)
{
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(5);

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        OtlpReceiver? receiver = null;
        ImmutableHashSet<IPAddress> listened = [];
        string? said = null;
        FleetLook? look = null;
        EngineInfo? info = null;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                look = await watch.NextAsync(look, ct).ConfigureAwait(false);
                // While the engine is away all stays as it is.
                info ??= look is null ? null : await TryAskAsync(ct).ConfigureAwait(false);
                while (look is not null && info is not null && LocalAddresses.For(info, look.Networks) is var ranges && !listened.SetEquals(ranges.Select(r => r.Address)))
                {
                    if (receiver is not null)
                    {
                        await receiver.DisposeAsync().ConfigureAwait(false);
                    }

                    (receiver, listened) = (null, []);
                    try
                    {
                        receiver = ranges.Count == 0 ? null : await ListenAsync(ranges, ct).ConfigureAwait(false);
                        listened = [.. ranges.Select(r => r.Address)];
                    }
                    catch (IOException e)
                    {
                        if (said != e.Message)
                        {
                            said = e.Message;
                            events.Report(new FleetEvent(FleetEventKind.Warning, time.GetUtcNow(), null,
                                $"members cannot send telemetry, since port {told.Port} cannot be listened on for them ({e.Message.TrimEnd('.')}); it is tried again"));
                        }

                        await Pace.WaitAsync(RetryPause, time, ct).ConfigureAwait(false);
                        look = watch.Now;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        finally
        {
            if (receiver is not null)
            {
                await receiver.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private async Task<EngineInfo?> TryAskAsync(CancellationToken ct)
    {
        try
        {
            return await engine.GetInfoAsync(ct).ConfigureAwait(false);
        }
        catch (EngineException)
        {
            return null; // Asked again at the next look.
        }
    }

    private Task<OtlpReceiver> ListenAsync(IReadOnlyList<(IPAddress Address, IPNetwork Range)> ranges, CancellationToken ct) => OtlpReceiver.StartAsync(
        store, new OtlpReceiverOptions { Keys = [told.Key], Peers = [.. ranges.Select(r => r.Range)], NameOf = NameOf }, ranges.Select(r => new IPEndPoint(r.Address, told.Port)), [], loggers, ct);

    private string? NameOf(IPAddress address) =>
        watch.Now?.Containers.FirstOrDefault(c => c.NetworkAddresses.Values.Any(a => IPAddress.TryParse(a, out var own) && own.Equals(address)))?.Labels.GetValueOrDefault(FleetLabels.Member);
}
