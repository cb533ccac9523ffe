namespace ClawFleet.Telemetry.Receiving;

/// <summary>How many bytes all requests together may hold.</summary>
internal sealed class MemoryBudget(long limit)
{
    private long used;

    public long Used => Interlocked.Read(ref used);

    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref used, bytes) <= limit)
            return true;
        Interlocked.Add(ref used, -bytes);
        return false;
    }

    public void Give(long bytes) => Interlocked.Add(ref used, -bytes);
}
