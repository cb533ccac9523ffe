namespace ClawFleet.Hosting.Execution;

/// <summary>What the engine's events said of one container since it was last started by us.</summary>
internal sealed class ContainerWatch
{
    private readonly Lock _gate = new();
    private TaskCompletionSource _changed = NewSignal();
    private DateTimeOffset _since = DateTimeOffset.MinValue;
    private int _exits;
    private int _lastExitCode;
    private bool _outOfMemory;

    public (int Exits, int LastExitCode, bool OutOfMemory) Seen
    {
        get
        {
            lock (_gate)
            {
                return (_exits, _lastExitCode, _outOfMemory);
            }
        }
    }

    /// <summary>Forgets what was, just before a start. Events that arrive late but happened before are left out.</summary>
    public void Begin(DateTimeOffset now)
    {
        lock (_gate)
        {
            (_since, _exits, _lastExitCode, _outOfMemory) = (now, 0, 0, false);
        }
    }

    public void Exited(int code, DateTimeOffset time)
    {
        lock (_gate)
        {
            if (time >= _since)
            {
                _exits++;
                _lastExitCode = code;
                Signal();
            }
        }
    }

    public void OutOfMemory(DateTimeOffset time)
    {
        lock (_gate)
        {
            _outOfMemory |= time >= _since;
        }
    }

    /// <summary>Returns after <paramref name="pause"/>, or at once when something happens.</summary>
    public async Task WaitAsync(TimeSpan pause, TimeProvider time, CancellationToken ct)
    {
        Task changed;
        lock (_gate)
        {
            changed = _changed.Task;
        }

        using var both = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await Task.WhenAny(changed, Task.Delay(pause, time, both.Token)).ConfigureAwait(false);
        await both.CancelAsync().ConfigureAwait(false);
        ct.ThrowIfCancellationRequested();
    }

    private void Signal()
    {
        var signalled = _changed;
        _changed = NewSignal();
        signalled.TrySetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
