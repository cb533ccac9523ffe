using System.Collections.Concurrent;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Execution;

/// <summary>Listens to the engine while members start, so that one that ends at once is noticed at once.</summary>
internal sealed class StartupWatch : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, ContainerWatch> _containers = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stop;
    private readonly Task _listening;

    /// <param name="lost">Told when the stream breaks: the engine went away.</param>
    public StartupWatch(IContainerEngine engine, string fleet, DateTimeOffset since, Action<EngineException> lost, CancellationToken ct)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _listening = ListenAsync(engine, fleet, since, lost, _stop.Token);
    }

    public ContainerWatch Of(string containerId) => _containers.GetOrAdd(containerId, static _ => new ContainerWatch());

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _listening.ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task ListenAsync(IContainerEngine engine, string fleet, DateTimeOffset since, Action<EngineException> lost, CancellationToken ct)
    {
        try
        {
            await foreach (var seen in engine.WatchEventsAsync($"{FleetLabels.Fleet}={fleet}", since, ct).ConfigureAwait(false))
            {
                if (seen.Type != "container")
                {
                    continue;
                }

                if (seen.Action == "die")
                {
                    Of(seen.Id).Exited(seen.ExitCode ?? -1, seen.Time);
                }
                else if (seen.Action == "oom")
                {
                    Of(seen.Id).OutOfMemory(seen.Time);
                }
            }
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
        }
        catch (EngineException) when (ct.IsCancellationRequested)
        {
        }
        catch (EngineException e) when (e.Kind is EngineErrorKind.ConnectionLost or EngineErrorKind.Unreachable)
        {
            lost(e);
        }
        catch (EngineException)
        {
            // An engine without events: the gates' own looks (inspect) still see the exits, only later.
        }
    }
}
