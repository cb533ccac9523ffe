using System.Threading.Channels;

namespace ClawFleet.Telemetry.Storage;

/// <summary>One who wants new records as they come. Never slows the store: who reads too slowly loses the oldest, counted.</summary>
internal sealed class Follower
{
    private readonly Channel<(Segment Segment, int Index)> channel;
    private long lost;

    public Follower(Signal signal, int capacity)
    {
        Signal = signal;
        channel = Channel.CreateBounded<(Segment, int)>(
            new BoundedChannelOptions(capacity) { FullMode = BoundedChannelFullMode.DropOldest, SingleReader = true },
            _ => Interlocked.Increment(ref lost));
    }

    public Signal Signal { get; }

    public long Lost => Interlocked.Read(ref lost);

    public void Offer(Segment segment, int index) => channel.Writer.TryWrite((segment, index));

    public void End() => channel.Writer.TryComplete();

    public IAsyncEnumerable<(Segment Segment, int Index)> Read(CancellationToken cancel) => channel.Reader.ReadAllAsync(cancel);
}
