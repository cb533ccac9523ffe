using System.Buffers.Binary;
using System.Text;

namespace ClawFleet.Engine.Tests.Streams;

/// <summary>Bytes as an engine sends them.</summary>
internal static class Frames
{
    public const string Time = "2026-11-20T16:23:08.234875715Z";

    public static byte[] Frame(int stream, ReadOnlySpan<byte> payload)
    {
        var frame = new byte[8 + payload.Length];
        frame[0] = (byte)stream;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(4), (uint)payload.Length);
        payload.CopyTo(frame.AsSpan(8));
        return frame;
    }

    public static byte[] Frame(int stream, string payload) => Frame(stream, Encoding.UTF8.GetBytes(payload));

    /// <summary>Reads at most <paramref name="most"/> bytes at a time, so that every border is crossed.</summary>
    public sealed class Trickle(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(buffer.Length, most)], cancellationToken);
    }
}
