using System.Net;
using ClawFleet.Telemetry.Receiving;

namespace ClawFleet.Telemetry.Tests;

public sealed class RefusalReportTests
{
    private static readonly IPAddress one = IPAddress.Parse("172.18.0.3");
    private readonly TestLog told = new();
    private readonly TestClock clock = new();

    [Fact]
    public void The_first_of_a_status_is_told_at_once_and_the_rest_as_a_number_a_minute_later()
    {
        var report = new RefusalReport(told, a => a.Equals(one) ? "zero" : null, clock);
        for (var i = 0; i < 1000; i++)
            report.Add(one, Refusal.NoKey);
        report.Add(IPAddress.Loopback.MapToIPv6(), Refusal.TooLarge("it is large"));
        clock.Now += TimeSpan.FromMinutes(1);
        report.Add(one, Refusal.NoKey);
        report.Add(null, Refusal.NoKey);

        Assert.Equal(
            [
                $"Telemetry of zero (172.18.0.3) is refused: {Refusal.NoKey.Why}",
                "Telemetry of 127.0.0.1 is refused: it is large",
                $"Telemetry of zero (172.18.0.3) is refused: {Refusal.NoKey.Why}; so were 999 requests before it",
            ],
            told.Lines);
    }
}
