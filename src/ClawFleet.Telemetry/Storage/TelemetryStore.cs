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
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    public static TelemetryStore ReadSnapshot(string folder, Signal? only = null, TelemetryStoreOptions? options = null, TimeProvider? clock = null)
    {
        var store = new TelemetryStore((options ?? new TelemetryStoreOptions()) with { Folder = null }, clock: clock);
        foreach (var segment in SegmentFolder.ReadAll(folder, only))
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

    public StoreStatus Status
    {
        get
        {
            lock (membership)
            {
                return new StoreStatus(Interlocked.Read(ref bytes), files.Fault, Interlocked.Read(ref refused),
                    [.. members.Values.OrderBy(m => m.Member, TelemetryMember.Order).SelectMany(m => m.All)
                        .Where(s => s.Points > 0 || s.Dropped > 0)
                        .Select(s => new StreamStatus(s.Member, s.Signal, s.Points, s.Bytes, s.Dropped))]);
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
                    stream = StreamFor(owner.Member, batch.Signal, received);
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
        if (StreamFor(member, segment.Signal, Now()) is not { } stream)
        {
            files.Delete(segment);
            return;
        }
        var before = stream.Bytes;
        if (segment.Signal == Signal.Traces)
            for (var i = 0; i < segment.Count; i++)
                traces.Add(segment.View().Record(i));
        stream.Take(segment, Drop);
        bytes += stream.Bytes - before;
        sequence = Math.Max(sequence, segment.LastSequence);
    }

    // Null when there are too many members and none of them is idle.
    private SignalStream? StreamFor(TelemetryMember member, Signal signal, ulong now)
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
            return streams.Of(signal);
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

        public SignalStream[] All { get; } =
            [.. Enum.GetValues<Signal>().Select(signal => new SignalStream(member, signal, name, options))];

        public SignalStream Of(Signal signal) => All[(int)signal];
    }
}
