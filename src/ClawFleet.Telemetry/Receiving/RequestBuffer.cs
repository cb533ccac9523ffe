using System.IO.Compression;
using System.IO.Pipelines;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>A request's bytes: a rented array that grows as they come, never past a limit, and counts against the budget.</summary>
internal sealed class RequestBuffer(MemoryBudget budget, int limit) : IDisposable
{
    private long taken;

    public byte[] Bytes { get; private set; } = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => Bytes.AsSpan(0, Length);

    /// <summary>Reads all of a body.</summary>
    /// <exception cref="TelemetryTooLargeException">It is longer than the limit.</exception>
    /// <exception cref="ReceiverBusyException">Other requests hold what may be held.</exception>
    public async Task ReadAsync(PipeReader body, CancellationToken cancel)
    {
        while (true)
        {
            var read = await body.ReadAsync(cancel).ConfigureAwait(false);
            foreach (var part in read.Buffer)
                Add(part.Span);
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    /// <summary>Counts what was made of the bytes with them, until they are given back.</summary>
    /// <exception cref="ReceiverBusyException">Other requests hold what may be held.</exception>
    public void Charge(long bytes)
    {
        if (!budget.TryTake(bytes))
            throw new ReceiverBusyException();
        taken += bytes;
    }

    public void Copy(byte[] from, int start, int length) => Add(from.AsSpan(start, length));

    /// <summary>Unpacks gzip.</summary>
    /// <exception cref="MalformedTelemetryException">The bytes are not gzip.</exception>
    public void Unpack(byte[] packed, int start, int length)
    {
        try
        {
            using var gzip = new GZipStream(new MemoryStream(packed, start, length), CompressionMode.Decompress);
            while (true)
            {
                Reserve(Math.Min(4096, limit - Length));
                var room = Math.Min(Bytes.Length, limit) - Length;
                if (room == 0)
                {
                    if (gzip.ReadByte() >= 0)
                        throw new TelemetryTooLargeException(limit);
                    break;
                }
                var read = gzip.Read(Bytes, Length, room);
                if (read == 0)
                    break;
                Length += read;
            }
        }
        catch (InvalidDataException e)
        {
            throw new MalformedTelemetryException("the body is not gzip", e);
        }
        // An empty body, and one that was cut off before the first block, decompress to nothing without a word.
        if (Length == 0 && length < 20)
            throw new MalformedTelemetryException("the body is not gzip");
    }

    public void Dispose()
    {
        if (Bytes.Length > 0)
            RequestArrays.Return(Bytes);
        Bytes = [];
        budget.Give(taken);
        taken = 0;
    }

    private void Add(ReadOnlySpan<byte> part)
    {
        if (part.Length > limit - Length)
            throw new TelemetryTooLargeException(limit);
        Reserve(part.Length);
        part.CopyTo(Bytes.AsSpan(Length));
        Length += part.Length;
    }

    private void Reserve(int count)
    {
        if (Bytes.Length - Length >= count)
            return;
        var size = RequestArrays.Size(Math.Max(Math.Min(Math.Max(16 << 10, Bytes.Length * 2), limit), Length + count));
        if (!budget.TryTake(size))
            throw new ReceiverBusyException();
        var larger = RequestArrays.Rent(size);
        Bytes.AsSpan(0, Length).CopyTo(larger);
        if (Bytes.Length > 0)
            RequestArrays.Return(Bytes);
        Bytes = larger;
        budget.Give(taken);
        taken = size;
    }
}
