namespace ClawFleet.Hosting.Execution;

/// <summary>Lets a number of operations through at once, the urgent ones first: a start goes before the next create, so that members boot while others are still made.</summary>
internal sealed class OperationGate(int capacity)
{
    private readonly Lock _gate = new();
    private readonly PriorityQueue<TaskCompletionSource, (int Priority, long Order)> _waiting = new();
    private int _free = capacity;
    private long _order;

    /// <param name="priority">Smaller goes first.</param>
    public async Task EnterAsync(int priority, CancellationToken ct)
    {
        TaskCompletionSource turn;
        lock (_gate)
        {
            ct.ThrowIfCancellationRequested();
            if (_free > 0)
            {
                _free--;
                return;
            }

            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(turn, (priority, _order++));
        }

        await using (ct.Register(() => turn.TrySetCanceled(ct)).ConfigureAwait(false))
        {
            await turn.Task.ConfigureAwait(false);
        }
    }

    public void Leave()
    {
        lock (_gate)
        {
            while (_waiting.TryDequeue(out var next, out _))
            {
                if (next.TrySetResult())
                {
                    return;
                }
            }

            _free++;
        }
    }
}
