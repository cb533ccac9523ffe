using System.Text;
using ClawFleet.Telemetry.Batches;

namespace ClawFleet.Telemetry.Storage;

/// <summary>The list of traces, kept up with the spans: which there are, from when to when, whose, with how many errors.</summary>
internal sealed class TraceIndex
{
    private readonly Lock gate = new();
    private readonly Dictionary<TraceId, Trace> traces = [];

    public void Add(in StoredRecord stored)
    {
        var head = SpanHead.Read(stored.Bytes);
        lock (gate)
        {
            if (!traces.TryGetValue(head.TraceId, out var trace))
                traces[head.TraceId] = trace = new Trace();
            trace.Spans++;
            if (head.Status == (byte)SpanStatus.Error)
                trace.Errors++;
            // A span without a parent is the root; until it comes, the earliest stands for it.
            if ((head.IsRoot && !trace.HasRoot) || (head.IsRoot == trace.HasRoot && head.Start < trace.NameStart))
            {
                trace.Name = Encoding.UTF8.GetString(head.Name);
                trace.Service = stored.Context.Member.Service;
                trace.NameStart = head.Start;
                trace.HasRoot = head.IsRoot;
            }
            trace.Start = Math.Min(trace.Start, head.Start);
            trace.End = Math.Max(trace.End, Math.Max(head.End, head.Start));
            if (!trace.Members.Contains(stored.Context.Member))
                trace.Members = [.. trace.Members, stored.Context.Member];
        }
    }

    /// <summary>Spans that are no longer kept; a trace goes with its last.</summary>
    public void Remove(SegmentView view)
    {
        lock (gate)
        {
            foreach (var entry in view.Entries)
            {
                var id = new TraceId(entry.High, entry.Low);
                if (!traces.TryGetValue(id, out var trace))
                    continue;
                if (entry.Level == (byte)SpanStatus.Error)
                    trace.Errors--;
                if (--trace.Spans == 0)
                    traces.Remove(id);
            }
        }
    }

    /// <summary>The newest traces that <paramref name="query"/> asks for, newest first.</summary>
    public List<TraceSummary> Newest(TraceQuery query, int limit)
    {
        var from = query.From is { } f ? UnixNano.Of(f) : 0;
        var to = query.To is { } t ? UnixNano.Of(t) : ulong.MaxValue;
        var newest = new PriorityQueue<(TraceId Id, Trace Trace), (ulong, ulong, ulong)>(limit + 1);
        lock (gate)
        {
            foreach (var (id, trace) in traces)
            {
                if (trace.End < from || trace.Start > to || !query.Allows(trace))
                    continue;
                var place = (trace.Start, id.High, id.Low);
                if (query.Before is { } before && place.CompareTo((before.Start, before.Id.High, before.Id.Low)) >= 0)
                    continue;
                if (newest.Count < limit)
                    newest.Enqueue((id, trace), place);
                else
                    newest.EnqueueDequeue((id, trace), place);
            }
            var found = new List<TraceSummary>(newest.Count);
            while (newest.TryDequeue(out var one, out _))
                found.Add(one.Trace.Summary(one.Id));
            found.Reverse();
            return found;
        }
    }

    internal sealed class Trace
    {
        public string Name { get; set; } = "";
        public string Service { get; set; } = "";
        public ulong NameStart { get; set; } = ulong.MaxValue;
        public bool HasRoot { get; set; }
        public ulong Start { get; set; } = ulong.MaxValue;
        public ulong End { get; set; }
        public int Spans { get; set; }
        public int Errors { get; set; }
        public TelemetryMember[] Members { get; set; } = [];

        public TraceSummary Summary(TraceId id) => new(id, Name, Service, HasRoot, Start, End, Spans, Errors, [.. Members.Order(TelemetryMember.Order)]);
    }
}
