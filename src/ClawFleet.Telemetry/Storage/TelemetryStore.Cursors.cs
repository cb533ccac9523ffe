using ClawFleet.Telemetry.Storage;

namespace ClawFleet.Telemetry;

public sealed partial class TelemetryStore
{
    private StoreCursor[] cursors = [];

    /// <summary>The sequence of the record that came last, of any signal; 0 before the first.</summary>
    internal ulong LastSequence => Volatile.Read(ref sequence);

    /// <summary>Whether it has the folder that it was given; another store may have it, or the disk may refuse.</summary>
    internal bool HoldsFolder => files.IsHeld;

    /// <summary>A reader of one signal that is told what it missed. Belongs to the store until <see cref="Close"/>.</summary>
    /// <param name="after">Begin after that sequence; null is now, with nothing of what is there.</param>
    internal StoreCursor Open(Signal signal, ulong? after)
    {
        lock (writing)
        {
            // A place beyond the end is of records that were read and then lost with the disk: none of what is here came after them.
            var cursor = new StoreCursor(this, signal, Math.Min(after ?? sequence, sequence));
            cursors = [.. cursors, cursor];
            return cursor;
        }
    }

    internal void Close(StoreCursor cursor)
    {
        lock (writing)
            cursors = [.. cursors.Where(c => c != cursor)];
    }

    private void Forget(Segment segment)
    {
        foreach (var cursor in cursors)
            cursor.Forget(segment.View());
    }
}
