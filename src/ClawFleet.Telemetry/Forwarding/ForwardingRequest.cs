using System.IO.Compression;
using ClawFleet.Telemetry.Storage;
using ClawFleet.Telemetry.Wire;

namespace ClawFleet.Telemetry.Forwarding;

/// <summary>One export request: records of any members as they came, in OTLP's protobuf, compressed.</summary>
internal sealed class ForwardingRequest
{
    private ForwardingRequest(Signal signal, byte[] body, long bytes, long points) => (Signal, Body, Bytes, Points) = (signal, body, bytes, points);

    public Signal Signal { get; }

    /// <summary>With gzip.</summary>
    public byte[] Body { get; }

    /// <summary>Of the body before it was compressed.</summary>
    public long Bytes { get; }

    /// <summary>Spans, points or log records.</summary>
    public long Points { get; }

    /// <returns>Null when sampling leaves nothing.</returns>
    public static ForwardingRequest? Of(Signal signal, List<StoredRecord> records, double sample)
    {
        var wanted = signal == Signal.Traces && sample < 1 ? records.Where(r => Sampling.Takes(r.Entry.Low, sample)) : records;
        var writer = new ProtobufWriter();
        long points = 0;
        // Members write in turn; what one of them wrote is one block of the request, and its order stays.
        foreach (var owned in wanted.GroupBy(r => r.Context))
        {
            var resource = writer.Begin(1);
            Part(writer, 1, owned.Key.Part(0));
            var scope = writer.Begin(2);
            Part(writer, 1, owned.Key.Part(2));
            foreach (var record in owned)
            {
                writer.Bytes(2, record.Bytes);
                points += record.Entry.Points;
            }
            Part(writer, 3, owned.Key.Part(3));
            writer.End(scope);
            Part(writer, 3, owned.Key.Part(1));
            writer.End(resource);
        }
        return points == 0 ? null : new ForwardingRequest(signal, Compress(writer.Written), writer.Length, points);
    }

    private static void Part(ProtobufWriter writer, int field, ReadOnlySpan<byte> part)
    {
        if (part.Length > 0)
            writer.Bytes(field, part);
    }

    private static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        using var into = new MemoryStream(bytes.Length / 4);
        using (var gzip = new GZipStream(into, CompressionLevel.Fastest))
            gzip.Write(bytes);
        return into.ToArray();
    }
}
