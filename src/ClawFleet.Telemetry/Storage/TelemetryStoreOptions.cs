namespace ClawFleet.Telemetry;

/// <summary>The store's bounds and place.</summary>
public sealed record TelemetryStoreOptions
{
    /// <summary>Where the segment files are; null keeps all in memory only.</summary>
    public string? Folder { get; init; }

    public SignalLimit Traces { get; init; } = new(50_000, 16 << 20);

    public SignalLimit Metrics { get; init; } = new(100_000, 16 << 20);

    public SignalLimit Logs { get; init; } = new(50_000, 16 << 20);

    /// <summary>Bytes of all members and signals together; past it, the largest stream loses its oldest.</summary>
    public long TotalBytes { get; init; } = 256 << 20;

    /// <summary>How many members are kept. A further one takes the place of the member that was silent longest, see <see cref="MemberIdle"/>.</summary>
    public int Members { get; init; } = 256;

    /// <summary>A member that sent something within this time is not displaced by a new one: the new one's records are dropped and counted.</summary>
    public TimeSpan MemberIdle { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>After a failed write, how long until the disk is tried again.</summary>
    public TimeSpan DiskRetry { get; init; } = TimeSpan.FromSeconds(30);

    public SignalLimit Of(Signal signal) => signal switch
    {
        Signal.Traces => Traces,
        Signal.Metrics => Metrics,
        _ => Logs,
    };

    /// <summary>A stream is eight segments, so that dropping the oldest drops an eighth at most.</summary>
    internal const int SegmentsPerStream = 8;

    internal int SegmentBytes(Signal signal) => (int)Math.Min(Of(signal).Bytes / SegmentsPerStream, 32 << 20);

    internal int SegmentRecords(Signal signal) => Math.Max(Of(signal).Records / SegmentsPerStream, 1);

    /// <summary>The largest record that is taken, with its resource and scope: an eighth of a segment, one mebibyte at most.</summary>
    public int MaxRecordBytes(Signal signal) => Math.Min(SegmentBytes(signal) / 8, 1 << 20);

    internal void Check()
    {
        foreach (var signal in Enum.GetValues<Signal>())
            if (Of(signal).Records < SegmentsPerStream || Of(signal).Bytes < 64 << 10)
                throw new ArgumentException($"{signal}: at least {SegmentsPerStream} records and 65,536 bytes a member are needed");
        ArgumentOutOfRangeException.ThrowIfLessThan(TotalBytes, 64 << 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(Members, 1);
    }
}
