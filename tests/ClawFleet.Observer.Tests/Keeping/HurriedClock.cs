namespace ClawFleet.Observer.Tests.Keeping;

/// <summary>Time goes by as fast as it is waited for.</summary>
internal sealed class HurriedClock : TimeProvider
{
    private readonly Lock _gate = new();
    private DateTimeOffset _now = new(2026, 11, 28, 1, 0, 0, TimeSpan.Zero);
    private int _waits;

    public int Waits => Volatile.Read(ref _waits);

    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return _now;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _now += dueTime > TimeSpan.Zero ? dueTime : TimeSpan.Zero;
        }

        Interlocked.Increment(ref _waits);
        return base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(1), period);
    }
}
