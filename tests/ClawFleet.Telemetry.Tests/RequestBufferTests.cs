using System.IO.Compression;
using ClawFleet.Telemetry.Receiving;

namespace ClawFleet.Telemetry.Tests;

public sealed class RequestBufferTests
{
    [Theory]
    [InlineData(1000)]
    [InlineData(300_000)]
    [InlineData(1_500_000)]
    [InlineData(9_000_000)]
    [InlineData(20_000_000)]
    public void The_budget_counts_the_whole_array_that_is_held_and_gets_all_of_it_back(int length)
    {
        var budget = new MemoryBudget(200 << 20);
        for (var again = 0; again < 3; again++)
        {
            var bytes = new byte[length];
            using (var buffer = new RequestBuffer(budget, 32 << 20))
            {
                for (var at = 0; at < length; at += 1000)
                {
                    buffer.Copy(bytes, at, Math.Min(1000, length - at));
                    Assert.Equal(buffer.Bytes.Length, budget.Used);
                }
                Assert.Equal(length, buffer.Length);
            }
            Assert.Equal(0, budget.Used);
        }
    }

    [Theory]
    [InlineData(2_000_000, true)]
    [InlineData(2_000_001, false)]
    public void What_unpacks_to_the_limit_is_taken_and_a_byte_more_is_not(int length, bool taken)
    {
        using var packing = new MemoryStream();
        using (var zip = new GZipStream(packing, CompressionLevel.Fastest))
            zip.Write(new byte[length]);
        var packed = packing.ToArray();
        var budget = new MemoryBudget(200 << 20);
        using var buffer = new RequestBuffer(budget, 2_000_000);
        void Unpack() => buffer.Unpack(packed, 0, packed.Length);
        if (taken)
            Unpack();
        else
            Assert.Throws<TelemetryTooLargeException>(Unpack);
        Assert.InRange(buffer.Length, 1, 2_000_000);
    }
}
