using System.Buffers;
using System.Collections.Concurrent;
using System.Numerics;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>
/// Arrays for requests. The shared pool keeps one of every size for every thread: large requests would leave hundreds of megabytes behind that no budget counts, and
/// without a pool each would be garbage of its own. So usual sizes have a small pool, and those beyond share arrays of two sizes, which the collector may take.
/// </summary>
internal static class RequestArrays
{
    // Exporters' usual requests are well below.
    private const int Usual = 1 << 20;
    private const int Large = 4 << 20;
    private const int Largest = 16 << 20;
    private static readonly ArrayPool<byte> usual = ArrayPool<byte>.Create(Usual, maxArraysPerBucket: 8);
    private static readonly ConcurrentBag<WeakReference<byte[]>> large = [];
    private static readonly ConcurrentBag<WeakReference<byte[]>> largest = [];

    /// <summary>The length of the array that is given to who wants so much.</summary>
    public static int Size(int wanted) => wanted switch
    {
        <= Usual => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(wanted, 16)),
        <= Large => Large,
        <= Largest => Largest,
        _ => wanted,
    };

    /// <param name="size">One that <see cref="Size"/> gave.</param>
    /// <returns>An array of that length; what is in it is anything.</returns>
    public static byte[] Rent(int size)
    {
        if (size <= Usual)
            return usual.Rent(size);
        while (BagOf(size) is { } bag && bag.TryTake(out var left))
        {
            if (left.TryGetTarget(out var array))
                return array;
        }
        return GC.AllocateUninitializedArray<byte>(size);
    }

    public static void Return(byte[] array)
    {
        if (array.Length <= Usual)
            usual.Return(array);
        else
            BagOf(array.Length)?.Add(new WeakReference<byte[]>(array));
    }

    private static ConcurrentBag<WeakReference<byte[]>>? BagOf(int size) => size switch { Large => large, Largest => largest, _ => null };
}
