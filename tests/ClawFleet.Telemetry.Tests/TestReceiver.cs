using System.Net;

namespace ClawFleet.Telemetry.Tests;

/// <summary>A receiver on loopback with a store of its own.</summary>
internal sealed class TestReceiver : IAsyncDisposable
{
    public const string Key = "test-key";

    private TestReceiver(TelemetryStore store, OtlpReceiver receiver) => (Store, Receiver) = (store, receiver);

    public TelemetryStore Store { get; }

    public OtlpReceiver Receiver { get; }

    public Uri Http => new($"http://{Receiver.HttpAddresses[0]}");

    public Uri Grpc => new($"http://{Receiver.GrpcAddresses[0]}");

    public static async Task<TestReceiver> StartAsync(Func<OtlpReceiverOptions, OtlpReceiverOptions>? change = null)
    {
        var options = new OtlpReceiverOptions { Keys = [Key, "second-key"] };
        var store = new TelemetryStore(new TelemetryStoreOptions());
        var any = new IPEndPoint(IPAddress.Loopback, 0);
        return new TestReceiver(store, await OtlpReceiver.StartAsync(store, change?.Invoke(options) ?? options, [any], [any]));
    }

    /// <summary>Polls until something is there, for ten seconds.</summary>
    public static async Task<T> Eventually<T>(Func<T?> get) where T : class
    {
        for (var until = DateTime.UtcNow.AddSeconds(10); ; await Task.Delay(10))
        {
            if (get() is { } value)
                return value;
            Assert.True(DateTime.UtcNow < until, "it did not come within ten seconds");
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Receiver.DisposeAsync();
        Store.Dispose();
    }
}
