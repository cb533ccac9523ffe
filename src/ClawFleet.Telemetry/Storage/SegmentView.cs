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
}
