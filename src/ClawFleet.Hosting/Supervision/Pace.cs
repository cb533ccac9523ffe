namespace ClawFleet.Hosting;

/// <summary>
/// Waits that end at whole seconds of the clock, so that what is done now and then in an idle process is done in one go: to wake up costs more than most of what is then done.
/// </summary>
public static class Pace
{
    /// <summary>Waits for the whole second before the interval has gone by: up to a second less, never more. Less than a second is waited as it is.</summary>
    public static Task WaitAsync(TimeSpan interval, TimeProvider time, CancellationToken ct)
    {
        if (interval >= TimeSpan.FromSeconds(1))
        {
            // A timer counts milliseconds, and may not end before the second does.
            var over = (time.GetUtcNow() + interval).Ticks % TimeSpan.TicksPerSecond;
            interval -= TimeSpan.FromMilliseconds(over / TimeSpan.TicksPerMillisecond);
        }

        return Task.Delay(interval, time, ct);
    }
}
