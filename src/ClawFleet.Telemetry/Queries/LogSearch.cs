using System.Collections.Immutable;
using ClawFleet.Telemetry.Reading;
using ClawFleet.Telemetry.Storage;

namespace ClawFleet.Telemetry.Queries;

/// <summary>
/// The newest log records that a query asks for. Segments are looked through from the latest on until no other can hold a newer record
/// than those found; a record is read only after the index and a search in its bytes let it pass.
/// </summary>
internal sealed class LogSearch
{
    private readonly LogQuery query;
    private readonly ulong from;
    private readonly ulong to;
    private readonly LogCursor before;
    private readonly string? text;
    private readonly TextMatch? match;
    private readonly ImmutableArray<AttributeMatch> attributes;

    public LogSearch(LogQuery query)
    {
        this.query = query;
        from = query.From is { } f ? UnixNano.Of(f) : 0;
        to = query.To is { } t ? UnixNano.Of(t) : ulong.MaxValue;
        before = query.Before ?? new LogCursor(ulong.MaxValue, ulong.MaxValue);
        text = string.IsNullOrEmpty(query.Text) ? null : query.Text;
        match = text is null ? null : TextMatch.For(text);
        attributes = [.. query.Attributes.Select(a => new AttributeMatch(a))];
    }

    public LogPage Newest(List<SegmentView> views, int limit)
    {
        views.Sort((a, b) => b.Latest.CompareTo(a.Latest));
        // One more than asked for tells whether there is a next page.
        var found = new PriorityQueue<LogRecord, (ulong, ulong)>(limit + 2);
        foreach (var view in views)
        {
            if (found.Count > limit && view.Latest < Last(found).Time)
                break;
            if (view.Latest >= from && view.Earliest <= to && view.Earliest <= before.TimeUnixNano)
                Search(view, found, limit + 1);
        }
        var records = ImmutableArray.CreateBuilder<LogRecord>(found.Count);
        while (found.TryDequeue(out var record, out _))
            records.Add(record);
        records.Reverse();
        if (records.Count <= limit)
            return new LogPage(records.ToImmutable(), null);
        records.RemoveAt(limit);
        return new LogPage(records.ToImmutable(), new LogCursor(records[^1].TimeUnixNano, records[^1].Sequence));
    }

    /// <summary>Whether one record is asked for; it is read when that is needed to tell, and left in <paramref name="record"/>.</summary>
    public bool Allows(in StoredRecord stored, out LogRecord? record)
    {
        record = null;
        ref readonly var entry = ref stored.Entry;
        if (entry.Time < from || entry.Time > to || entry.Level < query.LeastSeverity)
            return false;
        if (query.TraceId is { } trace && (entry.High != trace.High || entry.Low != trace.Low))
            return false;
        if (query.Scope is { } scope && stored.Context.Scope.Name != scope)
            return false;
        if (match is not null && !match.In(stored.Bytes))
            return false;
        foreach (var attribute in attributes)
            if (!attribute.MayHold(stored))
                return false;
        if (!query.Members.IsEmpty && !IsMember(stored.Context.Member))
            return false;
        if (text is null && attributes.IsEmpty && query.SpanId is null)
            return true;
        record = LogReader.Read(stored);
        return (query.SpanId is not { } span || record.SpanId == span) && HasText(record) && HasAttributes(record);
    }

    private void Search(SegmentView view, PriorityQueue<LogRecord, (ulong, ulong)> found, int wanted)
    {
        var entries = view.Entries;
        var least = found.Count == wanted ? Last(found).Time : 0;
        for (var i = entries.Length - 1; i >= 0; i--)
        {
            ref readonly var entry = ref entries[i];
            if (entry.Time < from || entry.Time > to || entry.Time < least || entry.Time > before.TimeUnixNano
                || entry.Level < query.LeastSeverity)
                continue;
            var stored = new StoredRecord(view.Buffer, entry, view.Contexts[entry.Context]);
            if (!Allows(stored, out var record))
                continue;
            var at = (entry.Time, stored.Sequence);
            if (at.CompareTo((before.TimeUnixNano, before.Sequence)) >= 0)
                continue;
            if (found.Count < wanted)
                found.Enqueue(record ?? LogReader.Read(stored), at);
            else if (at.CompareTo(Last(found)) > 0)
                found.EnqueueDequeue(record ?? LogReader.Read(stored), at);
            if (found.Count == wanted)
                least = Last(found).Time;
        }
    }

    // The oldest of those found.
    private static (ulong Time, ulong Sequence) Last(PriorityQueue<LogRecord, (ulong, ulong)> found) =>
        found.TryPeek(out _, out var place) ? place : default;

    private bool IsMember(TelemetryMember member)
    {
        foreach (var name in query.Members)
            if (member.Is(name))
                return true;
        return false;
    }

    private bool HasText(LogRecord record)
    {
        if (text is null)
            return true;
        if (Holds(record.Body) || record.EventName.Contains(text, StringComparison.OrdinalIgnoreCase))
            return true;
        foreach (var attribute in record.Attributes)
            if (Holds(attribute.Value))
                return true;
        return false;
    }

    private bool Holds(AnyValue value) => value switch
    {
        TextValue { Text: var t } => t.Contains(text!, StringComparison.OrdinalIgnoreCase),
        ListValue list => list.Items.Any(Holds),
        MapValue map => map.Items.Any(i => Holds(i.Value)),
        _ => false,
    };

    private bool HasAttributes(LogRecord record)
    {
        foreach (var filter in attributes.Select(a => a.Filter))
        {
            var value = Find(record.Attributes, filter.Key) ?? Find(record.Resource.Attributes, filter.Key)
                ?? Find(record.Scope.Attributes, filter.Key);
            if (!filter.Allows(value))
                return false;
        }
        return true;
    }

    private static AnyValue? Find(ImmutableArray<TelemetryAttribute> attributes, string key)
    {
        foreach (var attribute in attributes)
            if (attribute.Key == key)
                return attribute.Value;
        return null;
    }
}
