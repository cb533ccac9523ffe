using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Batches;

/// <summary>Takes an export request apart. All three signals' requests have one shape; see <see cref="OtlpSchema"/>.</summary>
internal static class BatchReader
{
    /// <summary>More records than this in one request are not taken: a request of empty records would cost twenty times its size.</summary>
    public const int MaxRecords = 100_000;

    /// <summary>
    /// Reads the first <paramref name="length"/> of the bytes, which belong to the batch from now on.
    /// </summary>
    /// <param name="received">When it came, in nanoseconds since 1970: the time of records that have none.</param>
    /// <param name="maxRecordBytes">A record that is larger with its resource and scope is rejected, the others are kept.</param>
    /// <exception cref="MalformedTelemetryException">The bytes are not that signal's request.</exception>
    public static OtlpBatch Read(Signal signal, byte[] bytes, int length, ulong received, int maxRecordBytes)
    {
        OtlpValidator.Check(bytes.AsSpan(0, length), OtlpSchema.Request(signal));
        var batch = new OtlpBatch(signal, bytes);
        var reader = new ProtobufReader(bytes, 0, length);
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field == 1)
                ReadResource(batch, reader.ReadBlock(), received, maxRecordBytes);
            else
                reader.Skip(wire);
        }
        return batch;
    }

    private static void ReadResource(OtlpBatch batch, (int Start, int Length) block, ulong received, int maxRecordBytes)
    {
        var (resource, schema) = ReadOwner(batch.Bytes, block);
        var reader = new ProtobufReader(batch.Bytes, block.Start, block.Start + block.Length);
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field != 2)
            {
                reader.Skip(wire);
                continue;
            }
            var scoped = reader.ReadBlock();
            var (scope, scopeSchema) = ReadOwner(batch.Bytes, scoped);
            ReadRecords(batch, new BatchContext(resource, schema, scope, scopeSchema), scoped, received, maxRecordBytes);
        }
    }

    // The resource or scope (1) and its schema address (3), which may stand after the records (2) that they are for.
    private static (Slice Owner, Slice Schema) ReadOwner(byte[] bytes, (int Start, int Length) block)
    {
        Slice owner = default, schema = default;
        var reader = new ProtobufReader(bytes, block.Start, block.Start + block.Length);
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field is 1 or 3)
            {
                var (start, length) = reader.ReadBlock();
                if (field == 1)
                    owner = new Slice(start, length);
                else
                    schema = new Slice(start, length);
            }
            else
            {
                reader.Skip(wire);
            }
        }
        return (owner, schema);
    }

    private static void ReadRecords(OtlpBatch batch, BatchContext context, (int Start, int Length) block, ulong received, int maxRecordBytes)
    {
        var known = -1;
        var reader = new ProtobufReader(batch.Bytes, block.Start, block.Start + block.Length);
        while (reader.ReadTag(out var field, out var wire))
        {
            if (field != 2)
            {
                reader.Skip(wire);
                continue;
            }
            var (start, length) = reader.ReadBlock();
            var slice = new Slice(start, length);
            if (!HeadReader.TryRead(batch.Signal, slice.Of(batch.Bytes), received, out var head, out var fault))
            {
                batch.Reject(Math.Max(head.Points, 1), fault!);
                continue;
            }
            // A metric without points says nothing.
            if (head.Points == 0)
                continue;
            if (length + context.Length > maxRecordBytes)
            {
                batch.Reject(head.Points, $"a record is larger than {maxRecordBytes:N0} bytes");
                continue;
            }
            if (batch.Records.Count == MaxRecords)
            {
                batch.Reject(head.Points, $"a request has more than {MaxRecords:N0} records");
                continue;
            }
            if (known < 0)
            {
                known = batch.Contexts.Count;
                batch.Contexts.Add(context);
            }
            batch.Records.Add(new BatchRecord(known, slice, head));
        }
    }
}
