using System.Security.Cryptography;
using System.Text;
using ClawFleet.Telemetry.Batches;
using ClawFleet.Telemetry.Storage;
using ClawFleet.Telemetry.Wire;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClawFleet.Telemetry;

/// <summary>
/// Spans, metrics and log records of all members, bounded by member and signal. Written by one at a time, read by any number beside it.
/// With a folder, what it holds is there again after a restart.
/// </summary>
public sealed partial class TelemetryStore : IDisposable
{
    // Behind the name of a member's streams, which is hexadecimal.
    private const string KeptSuffix = "k";

    private readonly TelemetryStoreOptions options;
    private readonly TimeProvider clock;
    private readonly SegmentFolder files;
    private readonly Lock writing = new();
    private readonly Lock membership = new();
    private readonly Dictionary<TelemetryMember, MemberStreams> members = [];
    private readonly TraceIndex traces = new();
    private Follower[] followers = [];
    private ulong sequence;
    private long bytes;
    private long refused;
    private bool disposed;

    public TelemetryStore(TelemetryStoreOptions options, ILogger? logger = null, TimeProvider? clock = null)
    {
        options.Check();
        this.options = options;
        this.clock = clock ?? TimeProvider.System;
        files = new SegmentFolder(options.Folder, options.DiskRetry, logger ?? NullLogger.Instance, this.clock);
        foreach (var segment in files.Load())
            Restore(segment);
        TrimTotal();
    }

    /// <summary>
    /// What a folder holds now, in memory: the folder is only read, so that whoever records into it is not disturbed. A record that is being written at this moment is left out.
    /// Nothing is ever written back.
    /// </summary>
    /// <param name="only">Read one signal and leave the others; null for all.</param>
    /// <param name="since">Leave out files in which nothing was written since; null for none. Records of clients whose clock is ahead may be in them.</param>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static TelemetryStore ReadSnapshot(string folder, Signal? only = null, DateTimeOffset? since = null, TelemetryStoreOptions? options = null, TimeProvider? clock = null)
    {
        var store = new TelemetryStore((options ?? new TelemetryStoreOptions()) with { Folder = null }, clock: clock);
        foreach (var segment in SegmentFolder.ReadAll(folder, only, since))
            store.Restore(segment);
        store.TrimTotal();
        return store;
    }

    public TelemetryStoreOptions Options => options;

    /// <summary>Appends an export request in OTLP's protobuf, as one who is no client of the receiver: the host itself, or an import.</summary>
    /// <returns>How many records (of metrics: points) were not taken, and why.</returns>
    /// <exception cref="MalformedTelemetryException">The bytes are not that signal's request.</exception>
    public IngestResult Append(Signal signal, ReadOnlySpan<byte> request)
    {
        var batch = BatchReader.Read(signal, request.ToArray(), request.Length, Now(), options.MaxRecordBytes(signal));
        Append(batch);
        return new IngestResult(batch.Records.Count, batch.Rejected, batch.RejectedWhy);
    }

    /// <summary>The same in OTLP's JSON.</summary>
    /// <exception cref="MalformedTelemetryException">The bytes are not that signal's request.</exception>
    public IngestResult AppendJson(Signal signal, ReadOnlySpan<byte> request)
    {
        var protobuf = new ProtobufWriter();
        JsonToProtobuf.Convert(request, OtlpSchema.Request(signal), protobuf);
        return Append(signal, protobuf.Written);
    }

    /// <summary>Why nothing is written to disk at this moment; null when all is well or no folder was given.</summary>
    public string? DiskFault => files.Fault;

    public StoreStatus Status
    {
        get
        {
            lock (membership)
            {
                return new StoreStatus(Interlocked.Read(ref bytes), files.Fault, Interlocked.Read(ref refused),
                    [.. members.Values.OrderBy(m => m.Member, TelemetryMember.Order).SelectMany(m => m.All.GroupBy(s => s.Signal).OrderBy(g => g.Key)
                        .Select(g => new StreamStatus(m.Member, g.Key, g.Sum(s => s.Points), g.Sum(s => s.Bytes), g.Sum(s => s.Dropped)))
                        .Where(s => s.Records > 0 || s.Dropped > 0))]);
            }
        }
    }

    /// <summary>Writes what is not yet on disk and lets the folder go. Appending is an error afterwards, reading is not.</summary>
    public void Dispose()
    {
        lock (writing)
        {
            if (disposed)
                return;
            disposed = true;
            files.Dispose();
            foreach (var follower in followers)
                follower.End();
        }
    }

    /// <summary>What a writer holds: a test may, to see what happens then.</summary>
    internal Lock Writing => writing;

    internal ulong Now() => UnixNano.Of(clock.GetUtcNow());

    internal void Append(OtlpBatch batch)
    {
        lock (writing)
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            var received = Now();
            var context = -1;
            RecordContext? owner = null;
            SignalStream? stream = null;
            foreach (var record in batch.Records)
            {
                if (record.Context != context)
                {
                    context = record.Context;
                    owner = RecordContext.Of(batch, batch.Contexts[context]);
                    stream = StreamsOf(owner.Member, received)?.For(batch.Signal, owner);
                }
                if (stream is null)
                {
                    Interlocked.Add(ref refused, record.Head.Points);
                    continue;
                }
                Append(stream, owner!, record.Bytes.Of(batch.Bytes), record.Head, received);
            }
            TrimTotal();
            files.Flush();
        }
    }

    private void Append(SignalStream stream, RecordContext owner, ReadOnlySpan<byte> record, in RecordHead head, ulong received)
    {
        var before = stream.Bytes;
        var segment = stream.Append(owner, record, head, ++sequence, received, Drop, files.Close);
        bytes += stream.Bytes - before;
        files.Changed(segment);
        if (stream.Signal == Signal.Traces)
            traces.Add(segment.View().Record(segment.Count - 1));
        foreach (var follower in followers)
            if (follower.Signal == stream.Signal)
                follower.Offer(segment, segment.Count - 1);
    }

    private void Restore(Segment segment)
    {
        if (segment.Count == 0)
        {
            files.Delete(segment);
            return;
        }
        var member = segment.View().Record(0).Context.Member;
        // Files of more members than are kept now: the bound was lowered.
        if (StreamsOf(member, Now()) is not { } streams)
        {
            files.Delete(segment);
            return;
        }
        var stream = streams.Named(segment);
        var before = stream.Bytes;
        if (segment.Signal == Signal.Traces)
            for (var i = 0; i < segment.Count; i++)
                traces.Add(segment.View().Record(i));
        stream.Take(segment, Drop);
        bytes += stream.Bytes - before;
        sequence = Math.Max(sequence, segment.LastSequence);
    }

    // Null when there are too many members and none of them is idle.
    private MemberStreams? StreamsOf(TelemetryMember member, ulong now)
    {
        lock (membership)
        {
            if (!members.TryGetValue(member, out var streams))
            {
                if (members.Count >= options.Members && !Displace(now))
                    return null;
                members[member] = streams = new MemberStreams(member, NameOf(member), options);
            }
            streams.LastWrite = now;
            return streams;
        }
    }

    private bool Displace(ulong now)
    {
        var idle = members.Values.MinBy(m => m.LastWrite)!;
        if (UnixNano.Between(idle.LastWrite, now) < options.MemberIdle)
            return false;
        foreach (var stream in idle.All)
        {
            bytes -= stream.Bytes;
            while (stream.HasOldest)
                stream.DropFirst(Drop);
        }
        return members.Remove(idle.Member);
    }

    private void TrimTotal()
    {
        while (bytes > options.TotalBytes)
        {
            SignalStream largest;
            lock (membership)
                largest = members.Values.SelectMany(m => m.All).MaxBy(s => s.Bytes)!;
            var before = largest.Bytes;
            largest.DropFirst(Drop);
            if (largest.Bytes == before)
                return;
            bytes -= before - largest.Bytes;
        }
    }

    private void Drop(Segment segment)
    {
        if (segment.Signal == Signal.Traces)
            traces.Remove(segment.View());
        Forget(segment);
        files.Delete(segment);
    }

    // Part of a file's name: of any service name, safe and short.
    private static string NameOf(TelemetryMember member) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{member.Service}\0{member.Instance}")))[..16];

    private sealed class MemberStreams(TelemetryMember member, string name, TelemetryStoreOptions options)
    {
        public TelemetryMember Member => member;

        public ulong LastWrite { get; set; }

        /// <summary>One of each signal, and the log records that are kept apart.</summary>
        public SignalStream[] All { get; } =
            [.. Enum.GetValues<Signal>().Select(signal => new SignalStream(member, signal, name, options.Of(signal))), new SignalStream(member, Signal.Logs, name + KeptSuffix, options.Kept)];

        public SignalStream For(Signal signal, RecordContext owner) =>
            signal == Signal.Logs && !options.KeptScopes.IsEmpty && options.KeptScopes.Contains(owner.Scope.Name) ? All[^1] : All[(int)signal];

        /// <summary>The stream that a file is of.</summary>
        public SignalStream Named(Segment segment) => segment.Signal == Signal.Logs && segment.Stream == All[^1].Name ? All[^1] : All[(int)segment.Signal];
    }
}
