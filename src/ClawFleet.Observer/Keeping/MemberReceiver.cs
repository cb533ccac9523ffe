using System.Collections.Immutable;
using System.Net;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Model.Plans;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Keeping;

/// <summary>
/// Takes OTLP of members, on the addresses that this machine has in the fleet's own networks and from those networks alone. Networks come and go with <c>up</c> and <c>down</c>.
/// </summary>
internal sealed class MemberReceiver(FleetHost host, string fleet, TelemetryStore store, FleetReceiver told, IProgress<FleetEvent> events)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    /// <summary>Until cancelled.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        OtlpReceiver? receiver = null;
        ImmutableHashSet<IPAddress> listened = [];
        string? said = null;
        try
        {
            while (!ct.IsCancellationRequested)
            {
                if (await RangesAsync(ct).ConfigureAwait(false) is { } ranges && !listened.SetEquals(ranges.Select(r => r.Address)))
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
                    catch (IOException e) when (said != e.Message)
                    {
                        said = e.Message;
                        events.Report(new FleetEvent(FleetEventKind.Warning, host.Options.Time.GetUtcNow(), null,
                            $"members cannot send telemetry, since port {told.Port} cannot be listened on in the fleet's network ({e.Message.TrimEnd('.')}); it is tried again"));
                    }
                    catch (IOException)
                    {
                    }
                }

                await Task.Delay(Interval, host.Options.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
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

    private Task<OtlpReceiver> ListenAsync(IReadOnlyList<(IPAddress Address, IPNetwork Range)> ranges, CancellationToken ct) => OtlpReceiver.StartAsync(
        store, new OtlpReceiverOptions { Keys = [told.Key], Peers = [.. ranges.Select(r => r.Range)] }, ranges.Select(r => new IPEndPoint(r.Address, told.Port)), [], cancel: ct);

    /// <returns>Null while the engine cannot be asked.</returns>
    private async Task<IReadOnlyList<(IPAddress Address, IPNetwork Range)>?> RangesAsync(CancellationToken ct)
    {
        try
        {
            return LocalAddresses.In(await host.Engine.ListNetworksAsync($"{FleetLabels.Fleet}={fleet}", ct).ConfigureAwait(false));
        }
        catch (EngineException)
        {
            return null;
        }
    }
}
