using System.Buffers.Binary;

namespace ClawFleet.Telemetry.Storage;

/// <summary>What the index has of a record: its head (see <see cref="Batches.RecordHead"/>) and where it lies in its segment.</summary>
internal readonly record struct Entry(ulong Time, ulong High, ulong Low, int Offset, int Length, int Points, ushort Context, byte Level);

/// <summary>A record in a segment.</summary>
internal readonly struct StoredRecord(byte[] buffer, Entry entry, RecordContext context)
{
    public readonly Entry Entry = entry;

    public RecordContext Context => context;

    /// <summary>The record as the client wrote it.</summary>
    public ReadOnlySpan<byte> Bytes => buffer.AsSpan(Entry.Offset, Entry.Length);

    /// <summary>Its place in the order of arrival; never the same twice, also not after a restart.</summary>
    public ulong Sequence => BinaryPrimitives.ReadUInt64LittleEndian(buffer.AsSpan(Entry.Offset - Frame.AfterSequence));
}
