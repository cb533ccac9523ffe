using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace ClawFleet.Engine.Streams;

/// <summary>
/// The engine's way of sending two outputs over one connection: a frame is one byte of stream (0 input, 1 output, 2 errors), three zero bytes, a
/// big-endian length of four bytes, and the bytes. With a terminal there are no frames, only bytes.
/// Source: "Stream format" of the Engine API's <c>ContainerAttach</c>.
/// </summary>
internal static class OutputFrames
{
    public const int HeaderLength = 8;
    private const int BufferLength = 32 * 1024;

    /// <summary>Reads chunks as they come. A frame longer than the buffer comes in several chunks; only the first has <see cref="OutputChunk.StartsFrame"/>.</summary>
    /// <param name="framed">Null: looks at the first bytes. Sure for logs with timestamps, whose raw form starts with a digit.</param>
    /// <param name="lost">Makes the exception for a stream that ends inside a frame.</param>
    /// <remarks>A chunk's memory is valid until the next chunk is asked for.</remarks>
    public static async IAsyncEnumerable<OutputChunk> ReadAsync(Stream stream, bool? framed, Func<Exception> lost, [EnumeratorCancellation] CancellationToken ct)
    {
        var buffer = new byte[BufferLength];
        var have = 0;
        if (framed is not false)
        {
            have = await FillAsync(stream, buffer, 0, HeaderLength, ct).ConfigureAwait(false);
            if (have == 0)
                yield break;
            framed ??= IsHeader(buffer.AsSpan(0, have));
        }

        if (framed is false)
        {
            while (have > 0 || (have = await stream.ReadAsync(buffer, ct).ConfigureAwait(false)) > 0)
            {
                yield return new OutputChunk(OutputStream.Stdout, buffer.AsMemory(0, have), StartsFrame: false);
                have = 0;
            }
            yield break;
        }

        while (have > 0)
        {
            if (have < HeaderLength)
                throw lost();
            var output = buffer[0] == 2 ? OutputStream.Stderr : OutputStream.Stdout;
            var left = BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(4));
            var starts = true;
            while (left > 0)
            {
                var read = await stream.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, BufferLength)), ct).ConfigureAwait(false);
                if (read == 0)
                    throw lost();
                yield return new OutputChunk(output, buffer.AsMemory(0, read), starts);
                left -= (uint)read;
                starts = false;
            }
            have = await FillAsync(stream, buffer, 0, HeaderLength, ct).ConfigureAwait(false);
        }
    }

    private static bool IsHeader(ReadOnlySpan<byte> bytes) => bytes.Length == HeaderLength && bytes[0] <= 2 && bytes[1] == 0 && bytes[2] == 0 && bytes[3] == 0;

    private static async Task<int> FillAsync(Stream stream, byte[] buffer, int have, int wanted, CancellationToken ct)
    {
        while (have < wanted)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(have, wanted - have), ct).ConfigureAwait(false);
            if (read == 0)
                return have;
            have += read;
        }
        return have;
    }
}
