namespace ClawFleet.Telemetry.Storage;

/// <summary>A segment as it was at one moment.</summary>
internal readonly struct SegmentView(
    Segment segment, byte[] buffer, Entry[] entries, RecordContext[] contexts, int count, ulong earliest, ulong latest)
{
    public Segment Segment => segment;

    public int Count => count;

    public ulong Earliest => earliest;

    public ulong Latest => latest;

    public ReadOnlySpan<Entry> Entries => entries.AsSpan(0, count);

    public RecordContext[] Contexts => contexts;

    public byte[] Buffer => buffer;

    public StoredRecord Record(int index) => new(buffer, entries[index], contexts[entries[index].Context]);

    /// <summary>Where its records after that sequence begin; <see cref="Count"/> when it has none.</summary>
    public int FirstAfter(ulong sequence)
    {
        // Most segments were read to their end.
        if (count == 0 || Record(count - 1).Sequence <= sequence)
            return count;
        var (low, high) = (0, count - 1);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Record(middle).Sequence > sequence)
                high = middle;
            else
                low = middle + 1;
        }
        return low;
    }

    /// <summary>Where a record ends in <see cref="Buffer"/>.</summary>
    public int EndOf(int index) => entries[index].Offset + entries[index].Length;
}
