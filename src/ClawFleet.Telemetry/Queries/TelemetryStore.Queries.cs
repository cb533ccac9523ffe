using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using ClawFleet.Telemetry.Queries;
using ClawFleet.Telemetry.Reading;
using ClawFleet.Telemetry.Storage;

namespace ClawFleet.Telemetry;

/// <summary>What can be asked of the store.</summary>
public sealed partial class TelemetryStore
{
    private const int MostPerPage = 10_000;

    /// <summary>All members of which something is kept.</summary>
    public ImmutableArray<TelemetryMember> Members
    {
        get
        {
            lock (membership)
                return [.. members.Values.Where(m => m.All.Any(s => s.Points > 0)).Select(m => m.Member).Order(TelemetryMember.Order)];
        }
    }

    /// <summary>Log records, newest first.</summary>
    public LogPage Logs(LogQuery query) =>
        new LogSearch(query).Newest(Views(Signal.Logs, query.Members), Math.Clamp(query.Limit, 1, MostPerPage));

    /// <summary>Traces, newest first.</summary>
    public TracePage Traces(TraceQuery query)
    {
        var limit = Math.Clamp(query.Limit, 1, MostPerPage);
        var found = traces.Newest(query, limit + 1);
        if (found.Count <= limit)
            return new TracePage([.. found], null);
        found.RemoveAt(limit);
        return new TracePage([.. found], new TraceCursor(found[^1].StartUnixNano, found[^1].Id));
    }

    /// <summary>All spans of a trace that are kept, by their start.</summary>
    public ImmutableArray<Span> Trace(TraceId id)
    {
        var spans = new List<Span>();
        foreach (var view in Views(Signal.Traces, []))
        {
            var entries = view.Entries;
            for (var i = 0; i < entries.Length; i++)
                if (entries[i].Low == id.Low && entries[i].High == id.High)
                    spans.Add(SpanReader.Read(view.Record(i)));
        }
        return [.. spans.OrderBy(s => s.StartUnixNano).ThenBy(s => s.Sequence)];
    }

    /// <summary>All instruments of the named members, or of all.</summary>
    public ImmutableArray<Instrument> Instruments(params ImmutableArray<string> members) =>
        MetricSearch.Instruments(Views(Signal.Metrics, members));

    /// <summary>An instrument's points, one series for each member and set of attributes.</summary>
    public ImmutableArray<MetricSeries> Series(MetricQuery query) => MetricSearch.Series(Views(Signal.Metrics, query.Members), query);

    /// <summary>The attributes that an instrument's points have, and their values.</summary>
    public ImmutableArray<MetricDimension> Dimensions(MetricQuery query) =>
        MetricSearch.Dimensions(Views(Signal.Metrics, query.Members), query);

    /// <summary>
    /// New log records that the query asks for, as they come (its page and its limit do not count). It begins with the first
    /// call to <c>MoveNextAsync</c>. Who reads slower than records come loses the oldest beyond <paramref name="capacity"/>.
    /// </summary>
    /// <param name="lost">Told, before a record, how many were lost so far, whenever that number has grown.</param>
    public async IAsyncEnumerable<LogRecord> FollowLogs(
        LogQuery query, int capacity = 1000, Action<long>? lost = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        var search = new LogSearch(query);
        await foreach (var (segment, index) in Follow(Signal.Logs, capacity, lost, cancel).ConfigureAwait(false))
            if (Stored(segment, index) is var stored && search.Allows(stored, out var record))
                yield return record ?? LogReader.Read(stored);
    }

    /// <summary>New spans of the named members, or of all, as they come; otherwise as <see cref="FollowLogs"/>.</summary>
    public async IAsyncEnumerable<Span> FollowSpans(
        ImmutableArray<string> members, int capacity = 1000, Action<long>? lost = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var (segment, index) in Follow(Signal.Traces, capacity, lost, cancel).ConfigureAwait(false))
            if (Stored(segment, index) is var stored && (members.IsEmpty || members.Any(stored.Context.Member.Is)))
                yield return SpanReader.Read(stored);
    }

    /// <summary>New metrics of the named members, or of all, as they come; otherwise as <see cref="FollowLogs"/>.</summary>
    public async IAsyncEnumerable<Metric> FollowMetrics(
        ImmutableArray<string> members, int capacity = 1000, Action<long>? lost = null, [EnumeratorCancellation] CancellationToken cancel = default)
    {
        await foreach (var (segment, index) in Follow(Signal.Metrics, capacity, lost, cancel).ConfigureAwait(false))
            if (Stored(segment, index) is var stored && (members.IsEmpty || members.Any(stored.Context.Member.Is)))
                yield return MetricReader.Read(stored);
    }

    /// <summary>The segments of a signal, of the named members or of all, each stream's oldest first.</summary>
    internal List<SegmentView> Views(Signal signal, ImmutableArray<string> names)
    {
        var views = new List<SegmentView>();
        lock (membership)
            foreach (var (member, streams) in members)
                if (names.IsEmpty || names.Any(member.Is))
                    foreach (var stream in streams.All)
                        if (stream.Signal == signal)
                            stream.AddViews(views);
        return views;
    }

    private async IAsyncEnumerable<(Segment Segment, int Index)> Follow(
        Signal signal, int capacity, Action<long>? lost, [EnumeratorCancellation] CancellationToken cancel)
    {
        var follower = new Follower(signal, capacity);
        lock (writing)
        {
            if (disposed)
                yield break;
            followers = [.. followers, follower];
        }
        try
        {
            long told = 0;
            await foreach (var item in follower.Read(cancel).ConfigureAwait(false))
            {
                if (follower.Lost is var now && now != told)
                    lost?.Invoke(told = now);
                yield return item;
            }
        }
        finally
        {
            lock (writing)
                followers = [.. followers.Where(f => f != follower)];
        }
    }

    // What was written before it was offered never changes, so that the segment can be looked at without its stream's lock.
    private static StoredRecord Stored(Segment segment, int index) => segment.View().Record(index);
}
