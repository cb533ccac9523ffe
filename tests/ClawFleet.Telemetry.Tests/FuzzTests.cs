using ClawFleet.Telemetry.Storage;

namespace ClawFleet.Telemetry.Tests;

/// <summary>Damaged requests: each is taken or refused, nothing else. The seed makes a failure come again.</summary>
public sealed class FuzzTests
{
    private const int Seed = 20261120;
    private const int Rounds = 6000;

    [Theory]
    [InlineData(Signal.Traces, "traces.json")]
    [InlineData(Signal.Metrics, "metrics.json")]
    [InlineData(Signal.Logs, "logs.json")]
    public void Damaged_protobuf_is_taken_or_refused_and_what_is_taken_can_be_read(Signal signal, string file)
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        var random = new Random(Seed);
        var good = WireTests.Protobuf(signal, Otlp.File(file));
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = Damaged(good, random);
            try
            {
                store.Append(signal, bytes);
            }
            catch (MalformedTelemetryException)
            {
            }
        }
        ReadAll(store);
    }

    [Theory]
    [InlineData(Signal.Traces, "traces.json")]
    [InlineData(Signal.Metrics, "metrics.json")]
    [InlineData(Signal.Logs, "logs.json")]
    public void Damaged_JSON_is_taken_or_refused_and_what_is_taken_can_be_read(Signal signal, string file)
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        var random = new Random(Seed);
        var good = Otlp.File(file);
        for (var round = 0; round < Rounds / 3; round++)
        {
            var bytes = Damaged(good, random);
            try
            {
                store.AppendJson(signal, bytes);
            }
            catch (MalformedTelemetryException)
            {
            }
        }
        ReadAll(store);
    }

    [Fact]
    public void Noise_is_refused_or_empty()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var bytes = new byte[random.Next(64)];
            random.NextBytes(bytes);
            try
            {
                store.Append((Signal)random.Next(3), bytes);
            }
            catch (MalformedTelemetryException)
            {
            }
        }
        ReadAll(store);
    }

    [Fact]
    public void A_damaged_segment_gives_what_lies_before_the_damage()
    {
        using var folder = new TestFolder();
        using (var store = new TelemetryStore(new TelemetryStoreOptions { Folder = folder.Path }))
            for (var i = 0; i < 20; i++)
                store.AppendJson(Signal.Logs, Otlp.Logs("a", Otlp.Log($"line {i}")));
        var good = File.ReadAllBytes(Assert.Single(folder.Segments));
        var random = new Random(Seed);
        for (var round = 0; round < Rounds; round++)
        {
            var segment = Segment.Load(Signal.Logs, "s", 1, Damaged(good, random));
            Assert.True(segment is null || segment.Count <= 20);
        }
    }

    private static void ReadAll(TelemetryStore store)
    {
        _ = store.Logs(new LogQuery { Limit = 10_000, Text = "e" });
        foreach (var trace in store.Traces(new TraceQuery { Limit = 10_000 }).Traces)
            _ = store.Trace(trace.Id);
        foreach (var instrument in store.Instruments())
        {
            foreach (var series in store.Series(new MetricQuery { Instrument = instrument.Name }))
            {
                foreach (var point in series.Points)
                {
                    _ = point is HistogramPoint h ? Percentile.Of(h, 0.9) : null;
                    _ = point is ExponentialHistogramPoint e ? Percentile.Of(e, 0.9) : null;
                }
            }
        }
        foreach (var signal in Enum.GetValues<Signal>())
            TelemetryExport.WriteAsync(store, signal, Stream.Null).GetAwaiter().GetResult();
    }

    private static byte[] Damaged(byte[] good, Random random)
    {
        var bytes = good.ToArray();
        switch (random.Next(4))
        {
            case 0:
                return bytes[..random.Next(bytes.Length)];
            case 1:
                var from = random.Next(bytes.Length);
                return [.. bytes[..from], .. bytes[random.Next(from, bytes.Length)..]];
            default:
                for (var i = random.Next(1, 5); i > 0; i--)
                    bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
                return bytes;
        }
    }
}
