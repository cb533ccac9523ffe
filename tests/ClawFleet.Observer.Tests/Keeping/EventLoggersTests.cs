using ClawFleet.Hosting;
using ClawFleet.Observer.Keeping;
using ClawFleet.Telemetry;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClawFleet.Observer.Tests.Keeping;

public sealed class EventLoggersTests : IProgress<FleetEvent>
{
    private readonly List<FleetEvent> _events = [];

    void IProgress<FleetEvent>.Report(FleetEvent value) => _events.Add(value);

    [Fact]
    public void A_store_without_its_folder_is_an_event_and_what_the_framework_says_is_none()
    {
        using var loggers = new EventLoggers(this, NullLoggerFactory.Instance, TimeProvider.System);
        var file = Path.GetTempFileName();
        using (new TelemetryStore(new TelemetryStoreOptions { Folder = Path.Combine(file, "below a file") }, loggers.CreateLogger<TelemetryStore>()))
        {
            var told = Assert.Single(_events);
            Assert.Equal(FleetEventKind.Warning, told.Kind);
            Assert.StartsWith("Telemetry is kept in memory only: ", told.Text, StringComparison.Ordinal);
        }

        Assert.Same(NullLogger.Instance, loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel"));
        File.Delete(file);
    }
}
