using System.Threading.Channels;
using ClawFleet.Engine;
using ClawFleet.Hosting.Observation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Supervision;

/// <summary>
/// Keeps watch: one loop that alone holds the state and eats signals (engine events, probe answers) and due times. When the engine goes away it
/// reconnects and looks at everything anew, so that what it missed is caught.
/// </summary>
/// <param name="from">What died since then counts as having died before its eyes; null for now.</param>
internal sealed class FleetSupervisor(
    IContainerEngine engine, FleetHostOptions host, SupervisionOptions options, string fleet, IEnumerable<WatchedContainer> containers, ContainerSecrets secrets, IProgress<FleetEvent> progress,
    DateTimeOffset? from = null)
{
    private readonly Dictionary<string, WatchedContainer> _containers = containers.ToDictionary(c => c.Plan.Name, StringComparer.Ordinal);

    public async Task RunAsync(CancellationToken ct)
    {
        var told = false;
        var earlier = from;
        while (!ct.IsCancellationRequested)
        {
            var signals = Channel.CreateBounded<Signal>(new BoundedChannelOptions(4096) { SingleReader = true });
            using var session = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var desk = new SupervisionDesk(engine, host, options, fleet, secrets, progress, _containers, signals.Writer, session.Token);
            var pump = Task.CompletedTask;
            try
            {
                var since = earlier ?? host.Time.GetUtcNow();
                earlier = null;
                var observed = await FleetObserver.ObserveAsync(engine, fleet, source: null, ct).ConfigureAwait(false);
                if (told)
                {
                    told = false;
                    Tell(FleetEventKind.Warning, "The engine answers again.");
                }

                pump = PumpAsync(since, signals.Writer, session.Token);
                await desk.ObserveAsync(observed).ConfigureAwait(false);
                await ServeAsync(desk, signals.Reader, ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
            }
            catch (EngineException e)
            {
                if (!told)
                {
                    told = true;
                    Tell(FleetEventKind.Failure, $"The engine is not reachable: {e.Message} Trying again; the members may well go on running.");
                }

                await Task.Delay(options.ReconnectPause, host.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            finally
            {
                await session.CancelAsync().ConfigureAwait(false);
                await pump.ConfigureAwait(false);
                await desk.CloseAsync().ConfigureAwait(false);
            }
        }
    }

    /// <summary>The same, and nobody goes on with what is known of the containers.</summary>
    public async Task RunToEndAsync(CancellationToken ct)
    {
        await RunAsync(ct).ConfigureAwait(false);
        foreach (var container in _containers.Values)
        {
            container.Recovery.End("nobody watches any more");
        }
    }

    private async Task ServeAsync(SupervisionDesk desk, ChannelReader<Signal> signals, CancellationToken ct)
    {
        while (true)
        {
            using var due = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var waiting = signals.WaitToReadAsync(due.Token).AsTask();
            if (desk.NextDue is { } next)
            {
                var pause = next - host.Time.GetUtcNow();
                await Task.WhenAny(waiting, Task.Delay(pause > TimeSpan.Zero ? pause : TimeSpan.Zero, host.Time, due.Token)).ConfigureAwait(false);
            }
            else
            {
                await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            await due.CancelAsync().ConfigureAwait(false);
            await ((Task)waiting).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            ct.ThrowIfCancellationRequested();
            while (signals.TryRead(out var signal))
            {
                await desk.HandleAsync(signal).ConfigureAwait(false);
            }

            await desk.HandleDueAsync().ConfigureAwait(false);
        }
    }

    private async Task PumpAsync(DateTimeOffset since, ChannelWriter<Signal> signals, CancellationToken ct)
    {
        try
        {
            await foreach (var seen in engine.WatchEventsAsync($"{FleetLabels.Fleet}={fleet}", since, ct).ConfigureAwait(false))
            {
                if (seen.Type == "container")
                {
                    await signals.WriteAsync(new EngineSignal(seen), ct).ConfigureAwait(false);
                }
            }

            signals.TryWrite(new EngineLost(new EngineException(EngineErrorKind.ConnectionLost, "The engine ended its event stream.")));
        }
        catch (OperationCanceledException)
        {
        }
        catch (EngineException e)
        {
            signals.TryWrite(new EngineLost(e));
        }
    }

    private void Tell(FleetEventKind kind, string text) => progress.Report(new FleetEvent(kind, host.Time.GetUtcNow(), null, text));
}
