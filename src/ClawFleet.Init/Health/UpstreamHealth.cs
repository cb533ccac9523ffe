using ClawFleet.Runtimes;

namespace ClawFleet.Init.Health;

/// <summary>Whether the runtime behind the front is well, from its own probe. Questions that come at the same time share one probe.</summary>
internal sealed class UpstreamHealth(Supervision supervision)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(3);

    private readonly Lock _gate = new();
    private Task<string?>? _running;
    private bool _wasReady;

    /// <returns>Null when the runtime is well, else the reason.</returns>
    public Task<string?> FaultAsync()
    {
        lock (_gate)
        {
            return _running is { IsCompleted: false } ? _running : _running = ProbeAsync();
        }
    }

    private async Task<string?> ProbeAsync()
    {
        var alive = await HttpProbe.AskAsync(supervision.UpstreamPort, supervision.ProbePath, Limit).ConfigureAwait(false);
        if (alive.Fault is not null || alive.Status != 200)
        {
            return alive.Fault ?? $"{supervision.ProbePath} answered {alive.Status}";
        }

        // Readiness is asked until it was given once: it means the end of the start, and the path may be limited in rate.
        if (supervision.ReadyPath is null || _wasReady)
        {
            return null;
        }

        var ready = await HttpProbe.AskAsync(supervision.UpstreamPort, supervision.ReadyPath, Limit).ConfigureAwait(false);
        if (ready.Fault is not null || ready.Status == 503)
        {
            return ready.Fault ?? "the runtime is starting";
        }

        _wasReady = true;
        return null;
    }
}
