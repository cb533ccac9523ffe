using ClawFleet.Telemetry.Batches;

namespace ClawFleet.Telemetry.Storage;

/// <summary>One member's records of one signal: segments, oldest first. Bounded; the oldest segment goes first and is counted.</summary>
internal sealed class SignalStream(TelemetryMember member, Signal signal, string name, SignalLimit limit)
{
    private readonly Lock gate = new();
    private readonly List<Segment> segments = [];
    private int nextNumber = 1;

    public TelemetryMember Member => member;

    public Signal Signal => signal;

    /// <summary>What its files begin with, after the signal.</summary>
    public string Name => name;

    /// <summary>Bytes and records (of metrics: points) kept, and records dropped to stay within the bounds.</summary>
    public long Bytes { get; private set; }

    public long Points { get; private set; }

    public long Dropped { get; private set; }

    public bool HasOldest => segments.Count > 0;

    /// <summary>Appends one record; what had to be dropped for it is given to <paramref name="dropped"/>, what it ended to <paramref name="full"/>.</summary>
    public Segment Append(
        RecordContext context, ReadOnlySpan<byte> record, in RecordHead head, ulong sequence, ulong received, Action<Segment> dropped,
        Action<Segment> full)
    {
        lock (gate)
        {
            var maxBytes = TelemetryStoreOptions.SegmentBytes(limit);
            long before = 0;
            if (segments.Count > 0 && segments[^1].HasRoomFor(record.Length, context, maxBytes, TelemetryStoreOptions.SegmentRecords(limit)))
            {
                before = segments[^1].Bytes;
            }
            else
            {
                if (segments.Count > 0)
                {
                    segments[^1].Trim();
                    full(segments[^1]);
                }
                segments.Add(new Segment(signal, name, nextNumber++));
            }
            var current = segments[^1];
            current.Append(context, record, head, sequence, received);
            Bytes += current.Bytes - before;
            Points += head.Points;
            while (segments.Count > 1 && (Bytes > limit.Bytes || Points > limit.Records))
                DropOldest(dropped);
            return current;
        }
    }

    /// <summary>Takes a segment that was read back.</summary>
    public void Take(Segment segment, Action<Segment> dropped)
    {
        lock (gate)
        {
            nextNumber = Math.Max(nextNumber, segment.Number + 1);
            segments.Add(segment);
            Bytes += segment.Bytes;
            Points += segment.Points;
            while (segments.Count > 1 && (Bytes > limit.Bytes || Points > limit.Records))
                DropOldest(dropped);
        }
    }

    public void DropFirst(Action<Segment> dropped)
    {
        lock (gate)
            if (segments.Count > 0)
                DropOldest(dropped);
    }

    public void AddViews(List<SegmentView> views)
    {
        lock (gate)
            foreach (var segment in segments)
                if (segment.Count > 0)
                    views.Add(segment.View());
    }

    private void DropOldest(Action<Segment> dropped)
    {
        var oldest = segments[0];
        segments.RemoveAt(0);
        Bytes -= oldest.Bytes;
        Points -= oldest.Points;
        Dropped += oldest.Points;
        dropped(oldest);
    }
}
