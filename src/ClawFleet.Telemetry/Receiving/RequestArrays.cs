using System.Buffers;
using System.Collections.Concurrent;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>
/// Arrays for requests. The shared pool keeps one of every size for every thread: large requests would leave hundreds of megabytes behind that no budget counts, and
/// without a pool each would be garbage of its own. So usual sizes have a small pool, and all beyond share a few arrays of one size, which the collector may take.
/// </summary>
internal static class RequestArrays
{
    // Exporters' usual requests are well below.
    private const int Usual = 1 << 20;
    private const int Large = 16 << 20;
    private static readonly ArrayPool<byte> usual = ArrayPool<byte>.Create(Usual, maxArraysPerBucket: 8);
    private static readonly ConcurrentBag<WeakReference<byte[]>> large = [];

    /// <returns>An array of at least that length; what is in it is anything.</returns>
    public static byte[] Rent(int length)
    {
        if (length <= Usual)
            return usual.Rent(length);
        if (length > Large)
            return GC.AllocateUninitializedArray<byte>(length);
        while (large.TryTake(out var left))
        {
            if (left.TryGetTarget(out var array))
                return array;
        }
        return GC.AllocateUninitializedArray<byte>(Large);
    }

    public static void Return(byte[] array)
    {
        if (array.Length <= Usual)
            usual.Return(array);
        else if (array.Length == Large)
            large.Add(new WeakReference<byte[]>(array));
    }
}
