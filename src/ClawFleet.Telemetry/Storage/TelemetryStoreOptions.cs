using System.Collections.Immutable;

namespace ClawFleet.Telemetry;

/// <summary>The store's bounds and place.</summary>
public sealed record TelemetryStoreOptions
{
    /// <summary>Where the segment files are; null keeps all in memory only.</summary>
    public string? Folder { get; init; }

    public SignalLimit Traces { get; init; } = new(50_000, 16 << 20);

    public SignalLimit Metrics { get; init; } = new(100_000, 16 << 20);

    public SignalLimit Logs { get; init; } = new(50_000, 16 << 20);

    /// <summary>Scopes whose log records are few and worth keeping: each member's have bounds of their own, so that what it says beside them does not push them out.</summary>
    public ImmutableArray<string> KeptScopes { get; init; } = [];

    /// <summary>Of the log records of <see cref="KeptScopes"/>.</summary>
    public SignalLimit Kept { get; init; } = new(10_000, 4 << 20);

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

    internal static int SegmentBytes(SignalLimit limit) => (int)Math.Min(limit.Bytes / SegmentsPerStream, 32 << 20);

    internal static int SegmentRecords(SignalLimit limit) => Math.Max(limit.Records / SegmentsPerStream, 1);

    /// <summary>The largest record that is taken, with its resource and scope: an eighth of a segment, one mebibyte at most.</summary>
    public int MaxRecordBytes(Signal signal) => Math.Min(SegmentBytes(Of(signal)) / 8, 1 << 20);

    internal void Check()
    {
        foreach (var signal in Enum.GetValues<Signal>())
            Check($"{signal}", Of(signal));
        Check(nameof(Kept), Kept);
        ArgumentOutOfRangeException.ThrowIfLessThan(TotalBytes, 64 << 10);
        ArgumentOutOfRangeException.ThrowIfLessThan(Members, 1);
    }

    private static void Check(string what, SignalLimit limit)
    {
        if (limit.Records < SegmentsPerStream || limit.Bytes < 64 << 10)
            throw new ArgumentException($"{what}: at least {SegmentsPerStream} records and 65,536 bytes a member are needed");
    }
}
