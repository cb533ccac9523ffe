namespace ClawFleet.Telemetry.Storage;

/// <summary>
/// A place in one signal of the store, in the order of arrival over all members. What lies behind it is to be read; what the bounds take from there is counted.
/// One reader; the store's writer tells it of losses.
/// </summary>
internal sealed class StoreCursor
{
    private readonly TelemetryStore store;
    private ulong position;
    private long lost;

    /// <param name="after">The sequence of the last record that is not wanted any more.</param>
    public StoreCursor(TelemetryStore store, Signal signal, ulong after) => (this.store, Signal, position) = (store, signal, after);

    public Signal Signal { get; }

    /// <summary>The sequence of the last record that was read.</summary>
    public ulong Position => Volatile.Read(ref position);

    /// <summary>Records (of metrics: points) that went before they were read.</summary>
    public long Lost => Interlocked.Read(ref lost);

    /// <summary>The next records, and moves on behind them; none when all was read.</summary>
    /// <param name="records">How many at most.</param>
    /// <param name="bytes">How many bytes at most, unless the first alone has more.</param>
    public List<StoredRecord> Take(int records, long bytes)
    {
        // While the writer waits, nothing is dropped: each record is either taken here or counted as lost, never both.
        lock (store.Writing)
        {
            var next = new PriorityQueue<(SegmentView View, int Index), ulong>();
            foreach (var view in store.Views(Signal, []))
            {
                var first = view.FirstAfter(position);
                if (first < view.Count)
                    next.Enqueue((view, first), view.Record(first).Sequence);
            }
            var taken = new List<StoredRecord>();
            while (taken.Count < records && next.TryDequeue(out var place, out var sequence))
            {
                var record = place.View.Record(place.Index);
                bytes -= record.Entry.Length;
                if (taken.Count > 0 && bytes < 0)
                    return taken;
                taken.Add(record);
                Volatile.Write(ref position, sequence);
                if (place.Index + 1 < place.View.Count)
                    next.Enqueue((place.View, place.Index + 1), place.View.Record(place.Index + 1).Sequence);
            }
            return taken;
        }
    }

    /// <summary>Bytes that are still to be read.</summary>
    public long BytesLeft()
    {
        var at = Position;
        long left = 0;
        foreach (var view in store.Views(Signal, []))
            if (view.FirstAfter(at) is var first && first < view.Count)
                left += view.EndOf(view.Count - 1) - view.Record(first).Entry.Offset;
        return left;
    }

    /// <summary>A segment goes: told by the writer.</summary>
    public void Forget(SegmentView view)
    {
        if (view.Segment.Signal != Signal)
            return;
        long points = 0;
        for (var i = view.FirstAfter(position); i < view.Count; i++)
            points += view.Entries[i].Points;
        Interlocked.Add(ref lost, points);
    }
}
