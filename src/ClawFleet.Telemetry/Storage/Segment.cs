using System.Buffers.Binary;
using ClawFleet.Telemetry.Batches;
using Microsoft.Win32.SafeHandles;

namespace ClawFleet.Telemetry.Storage;

/// <summary>
/// A run of records of one stream: their frames in one buffer, an index beside it. Only grows. One writer; a reader takes a
/// <see cref="SegmentView"/> under the stream's lock and keeps it, since what was written never changes.
/// </summary>
internal sealed class Segment
{
    // The index's cost of a record, so that bounds are of memory and not only of content.
    private const int EntryBytes = 48;

    // A client that makes up a scope for each record fills segments with scopes; this many end one.
    private const int MaxContexts = 4096;

    private readonly Dictionary<RecordContext, ushort> numbers = [];
    private byte[] buffer;
    private Entry[] entries = new Entry[16];
    private RecordContext[] contexts = [];
    private int count;
    private long contextBytes;

    public Segment(Signal signal, string stream, int number)
    {
        (Signal, Stream, Number) = (signal, stream, number);
        buffer = new byte[4096];
        Frame.WriteHeader(buffer, signal);
        Length = Frame.HeaderLength;
    }

    private Segment(Signal signal, string stream, int number, byte[] bytes)
    {
        (Signal, Stream, Number) = (signal, stream, number);
        buffer = bytes;
        Length = Frame.HeaderLength;
    }

    public Signal Signal { get; }

    /// <summary>The stream's name, which its files begin with.</summary>
    public string Stream { get; }

    public int Number { get; }

    public int Length { get; private set; }

    public int Count => count;

    public long Points { get; private set; }

    public ulong Earliest { get; private set; } = ulong.MaxValue;

    public ulong Latest { get; private set; }

    public ulong LastSequence { get; private set; }

    public long Bytes => Length + ((long)count * EntryBytes) + contextBytes;

    /// <summary>How much of it is on disk, and the open file.</summary>
    public int Flushed { get; set; }

    public SafeFileHandle? File { get; set; }

    /// <summary>Nothing more is appended to it: its file is closed when all of it is there.</summary>
    public bool Full { get; set; }

    public bool HasRoomFor(int recordBytes, RecordContext context, int maxBytes, int maxRecords)
    {
        var needed = Frame.FrameLength + Frame.RecordFixed + recordBytes + EntryBytes;
        if (!numbers.ContainsKey(context))
            needed += Frame.FrameLength + Frame.ContextFixed + context.Bytes.Length + context.Cost;
        return Bytes + needed <= maxBytes && Points < maxRecords && contexts.Length < MaxContexts;
    }

    public void Append(RecordContext context, ReadOnlySpan<byte> record, in RecordHead head, ulong sequence, ulong received)
    {
        if (!numbers.TryGetValue(context, out var number))
            number = AppendContext(context);
        var size = Frame.FrameLength + Frame.RecordFixed + record.Length;
        var frame = Grow(size);
        var content = frame[Frame.FrameLength..];
        content[0] = Frame.RecordKind;
        BinaryPrimitives.WriteUInt16LittleEndian(content[1..], number);
        BinaryPrimitives.WriteUInt64LittleEndian(content[3..], sequence);
        BinaryPrimitives.WriteUInt64LittleEndian(content[11..], received);
        record.CopyTo(content[Frame.RecordFixed..]);
        Frame.Seal(frame);
        Index(head, Length + size - record.Length, record.Length, number, sequence);
        Length += size;
    }

    /// <summary>Gives back the room that growing left over. Views keep what they have.</summary>
    public void Trim()
    {
        Array.Resize(ref buffer, Length);
        Array.Resize(ref entries, count);
    }

    public SegmentView View() => new(this, buffer, entries, contexts, count, Earliest, Latest);

    /// <summary>
    /// A segment read back from its file's bytes, up to the first frame that is cut off or damaged: <see cref="Length"/> says how far.
    /// A file that was not written as far as its header is an empty segment. Null when it does not begin as a segment of that signal does.
    /// </summary>
    public static Segment? Load(Signal signal, string stream, int number, byte[] bytes)
    {
        if (bytes.Length < Frame.HeaderLength)
            return new Segment(signal, stream, number);
        if (!Frame.IsHeader(bytes, signal))
            return null;
        var segment = new Segment(signal, stream, number, bytes);
        try
        {
            while (Frame.TryOpen(bytes.AsSpan(segment.Length), out var content) && segment.Take(content))
                segment.Length += Frame.FrameLength + content.Length;
        }
        catch (MalformedTelemetryException)
        {
            // A frame whose checksum holds and whose content does not was not written here: what follows is not trusted either.
        }
        segment.Flushed = segment.Length;
        return segment;
    }

    private bool Take(ReadOnlySpan<byte> content)
    {
        if (content[0] == Frame.ContextKind && content.Length >= Frame.ContextFixed)
        {
            Span<int> at = stackalloc int[5];
            at[0] = Frame.ContextFixed;
            for (var i = 0; i < 4; i++)
            {
                var length = BinaryPrimitives.ReadInt32LittleEndian(content[(1 + (i * 4))..]);
                if (length < 0 || length > content.Length - at[i])
                    return false;
                at[i + 1] = at[i] + length;
            }
            Know(new RecordContext(content[at[0]..at[1]], content[at[1]..at[2]], content[at[2]..at[3]], content[at[3]..at[4]]));
            return true;
        }
        if (content[0] != Frame.RecordKind || content.Length < Frame.RecordFixed)
            return false;
        var context = BinaryPrimitives.ReadUInt16LittleEndian(content[1..]);
        var sequence = BinaryPrimitives.ReadUInt64LittleEndian(content[3..]);
        var received = BinaryPrimitives.ReadUInt64LittleEndian(content[11..]);
        var record = content[Frame.RecordFixed..];
        if (context >= contexts.Length || !HeadReader.TryRead(Signal, record, received, out var head, out _))
            return false;
        Index(head, Length + Frame.FrameLength + Frame.RecordFixed, record.Length, context, sequence);
        return true;
    }

    private ushort AppendContext(RecordContext context)
    {
        var size = Frame.FrameLength + Frame.ContextFixed + context.Bytes.Length;
        var frame = Grow(size);
        var content = frame[Frame.FrameLength..];
        content[0] = Frame.ContextKind;
        for (var i = 0; i < 4; i++)
            BinaryPrimitives.WriteInt32LittleEndian(content[(1 + (i * 4))..], context.Lengths[i]);
        context.Bytes.CopyTo(content[Frame.ContextFixed..]);
        Frame.Seal(frame);
        Length += size;
        return Know(context);
    }

    private ushort Know(RecordContext context)
    {
        var number = (ushort)contexts.Length;
        numbers[context] = number;
        // A new array: views hold the old one.
        contexts = [.. contexts, context];
        contextBytes += context.Cost;
        return number;
    }

    private void Index(in RecordHead head, int offset, int length, ushort context, ulong sequence)
    {
        if (count == entries.Length)
            Array.Resize(ref entries, Math.Max(16, count * 2));
        entries[count++] = new Entry(head.Time, head.High, head.Low, offset, length, head.Points, context, head.Level);
        Points += head.Points;
        // A metric's record spans the times of its points.
        Earliest = Math.Min(Earliest, Signal == Signal.Metrics ? head.Low : head.Time);
        Latest = Math.Max(Latest, head.Time);
        LastSequence = Math.Max(LastSequence, sequence);
    }

    private Span<byte> Grow(int size)
    {
        if (buffer.Length - Length < size)
            Array.Resize(ref buffer, Math.Max(buffer.Length * 2, Length + size));
        return buffer.AsSpan(Length, size);
    }

    public ReadOnlySpan<byte> Unflushed => buffer.AsSpan(Flushed, Length - Flushed);
}
