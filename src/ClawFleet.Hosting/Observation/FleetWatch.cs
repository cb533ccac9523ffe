using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>
/// A fleet's containers and networks, looked at once for all in this process who want to know: at the beginning, when the engine tells that something happened to one of the
/// containers, and now and then in case that was missed. At rest it costs next to nothing.
/// </summary>
public sealed class FleetWatch(IContainerEngine engine, string fleet, TimeProvider time)
{
    // A fleet that comes up tells a hundred things in a second: one look for some of them.
    private static readonly TimeSpan Gathering = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestUnseen = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RetryPause = TimeSpan.FromSeconds(2);

    private readonly Lock _gate = new();
    private FleetLook? _now;
    private TaskCompletionSource _changed = NewSignal();

    /// <summary>The newest look; null before the first, and while the engine cannot be asked.</summary>
    public FleetLook? Now
    {
        get
        {
            lock (_gate)
            {
                return _now;
            }
        }
    }

    private string Label => $"{FleetLabels.Fleet}={fleet}";

    /// <summary>Looks until cancelled; an engine that is away is asked again.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        while (!ct.IsCancellationRequested)
        {
            try
            {
                await FollowAsync(ct).ConfigureAwait(false);
            }
            catch (EngineException)
            {
                Publish(null);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(RetryPause, time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Waits until <see cref="Now"/> is another look than a known one.</summary>
    /// <param name="known">What the caller had of <see cref="Now"/>.</param>
    public async Task<FleetLook?> NextAsync(FleetLook? known, CancellationToken ct)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                if (!ReferenceEquals(_now, known))
                {
                    return _now;
                }

                changed = _changed.Task;
            }

            await changed.WaitAsync(ct).ConfigureAwait(false);
        }
    }

    private async Task FollowAsync(CancellationToken ct)
    {
        using var session = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var events = engine.WatchEventsAsync(Label, time.GetUtcNow(), session.Token).GetAsyncEnumerator(session.Token);
        await using (events.ConfigureAwait(false))
        {
            var moving = events.MoveNextAsync().AsTask();
            try
            {
                while (true)
                {
                    await LookAsync(ct).ConfigureAwait(false);
                    using (var waiting = CancellationTokenSource.CreateLinkedTokenSource(ct))
                    {
                        await Task.WhenAny(moving, Task.Delay(LongestUnseen, time, waiting.Token)).ConfigureAwait(false);
                        await waiting.CancelAsync().ConfigureAwait(false);
                    }

                    ct.ThrowIfCancellationRequested();
                    if (moving.IsCompleted)
                    {
                        await Task.Delay(Gathering, time, ct).ConfigureAwait(false);
                    }

                    while (moving.IsCompleted)
                    {
                        if (!await moving.ConfigureAwait(false))
                        {
                            return;
                        }

                        moving = events.MoveNextAsync().AsTask();
                    }
                }
            }
            finally
            {
                // An iterator may not be disposed while it moves.
                await session.CancelAsync().ConfigureAwait(false);
                await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task LookAsync(CancellationToken ct)
    {
        var at = time.GetUtcNow();
        var containers = engine.ListContainersAsync(new ContainerListQuery(All: true, [Label]), ct);
        var networks = engine.ListNetworksAsync(Label, ct);
        await Task.WhenAll(containers, networks).ConfigureAwait(false);
        Publish(new FleetLook(at, await containers.ConfigureAwait(false), await networks.ConfigureAwait(false)));
    }

    private void Publish(FleetLook? look)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            _now = look;
            (changed, _changed) = (_changed, NewSignal());
        }

        changed.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
