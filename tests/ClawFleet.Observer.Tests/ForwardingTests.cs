using System.Collections.Concurrent;
using System.Net;
using ClawFleet.Fakes;
using ClawFleet.Hosting;
using ClawFleet.Observer.Forwarding;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Tests;

public sealed class ForwardingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("clawfleet-forwarding-");
    private readonly ConcurrentQueue<string> _told = [];

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task The_record_is_forwarded_to_where_up_said_and_elsewhere_when_it_says_otherwise()
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        await using var one = await ReceiveAsync();
        await using var two = await ReceiveAsync();
        var host = new FleetHost(new FakeEngine(), new FleetHostOptions(_folder.FullName, _folder.FullName, _folder.FullName));
        await using var forwarding = await FleetForwarding.StartAsync(host, "crew", host.WatchOf("crew"), store, _told.Enqueue);
        Assert.Empty(forwarding.Status);

        Leave($$"""{"logs":{"url":"http://{{one.Receiver.HttpAddresses[0]}}/v1/logs","shown":"one"},"headers":{"x-otlp-api-key":"key"},"sample":1}""");
        await UntilAsync(() => forwarding.Status is [{ Signal: Signal.Logs, Endpoint: "one" }]);
        Log(store, "first");
        await UntilAsync(() => one.Bodies is ["first"]);

        Leave("{ half");
        await UntilAsync(() => !_told.IsEmpty);
        Leave($$"""{"logs":{"url":"http://{{two.Receiver.HttpAddresses[0]}}/v1/logs","shown":"two"},"headers":{"x-otlp-api-key":"key"},"sample":1}""");
        await UntilAsync(() => forwarding.Status is [{ Endpoint: "two" }]);
        Log(store, "second");
        await UntilAsync(() => two.Bodies is ["second"]);
        Assert.Equal(["first"], one.Bodies);
        Assert.Contains("clawden up", Assert.Single(_told), StringComparison.Ordinal);

        // By `down`, whose own steps are sent still.
        File.Delete(Path.Combine(_folder.FullName, "crew", "telemetry.json"));
        Log(store, "third");
        await UntilAsync(() => two.Bodies.Order().SequenceEqual(["second", "third"]));

        Leave("""{"headers":{},"sample":1}""");
        await UntilAsync(() => forwarding.Status.IsEmpty);
    }

    private static void Log(TelemetryStore store, string body) => store.AppendJson(Signal.Logs, System.Text.Encoding.UTF8.GetBytes(
        $$$"""{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"stringValue":"{{{body}}}"}}]}]}]}"""));

    private static async Task UntilAsync(Func<bool> holds)
    {
        for (var until = DateTime.UtcNow.AddSeconds(60); !holds(); await Task.Delay(20, TestContext.Current.CancellationToken))
        {
            Assert.True(DateTime.UtcNow < until, "not within a minute");
        }
    }

    private static async Task<Outside> ReceiveAsync()
    {
        var store = new TelemetryStore(new TelemetryStoreOptions());
        return new Outside(store, await OtlpReceiver.StartAsync(store, new OtlpReceiverOptions { Keys = ["key"] }, [new IPEndPoint(IPAddress.Loopback, 0)], []));
    }

    private void Leave(string settings)
    {
        var file = Path.Combine(_folder.CreateSubdirectory("crew").FullName, "telemetry.json");
        File.WriteAllText(file + ".new", settings);
        File.Move(file + ".new", file, overwrite: true);
    }

    private sealed record Outside(TelemetryStore Store, OtlpReceiver Receiver) : IAsyncDisposable
    {
        public string[] Bodies => [.. Store.Logs(new LogQuery()).Records.Select(r => r.Body.ToString())];

        public async ValueTask DisposeAsync()
        {
            await Receiver.DisposeAsync();
            Store.Dispose();
        }
    }
}
