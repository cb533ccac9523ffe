namespace ClawFleet.Hosting.Execution;

/// <summary>Opens the event stream only when something starts: a run that changes nothing pays nothing for it.</summary>
internal sealed class Watching : IAsyncDisposable
{
    private readonly Lazy<StartupWatch> _watch;

    public Watching(Func<StartupWatch> open, bool atOnce)
    {
        _watch = new Lazy<StartupWatch>(open);
        if (atOnce)
        {
            _ = _watch.Value;
        }
    }

    public StartupWatch Now => _watch.Value;

    public ValueTask DisposeAsync() => _watch.IsValueCreated ? _watch.Value.DisposeAsync() : ValueTask.CompletedTask;
}
