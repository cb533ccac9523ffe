using ClawFleet.Hosting;

namespace ClawFleet.Conformance.Subject;

/// <summary>A host that watches over the fleet, as <c>clawden up</c> does until it is stopped.</summary>
internal sealed class Watch : IAsyncDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Task _work;

    public Watch(FleetSession session, IProgress<FleetEvent> progress)
        => _work = session.SuperviseAsync(progress, _end.Token);

    /// <summary>Ends the watch; the fleet goes on.</summary>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        try
        {
            await _work;
        }
        catch (OperationCanceledException)
        {
        }

        _end.Dispose();
    }
}
