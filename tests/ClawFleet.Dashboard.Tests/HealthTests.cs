using System.Globalization;
using System.Text;
using ClawFleet.Dashboard.Tests.Support;
using ClawFleet.Engine;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Tests;

public sealed class HealthTests
{
    [Fact]
    public async Task The_last_checks_and_what_was_recorded_are_shown_and_answered()
    {
        await using var open = await OpenPage.StartAsync();
        var now = DateTimeOffset.UtcNow;
        open.Engine["crew-one"].HealthLog.Add(new HealthCheckRun(now.AddSeconds(-30), TimeSpan.FromMilliseconds(80), 0, "fine"));
        open.Engine["crew-one"].HealthLog.Add(new HealthCheckRun(now.AddSeconds(-1), TimeSpan.FromMilliseconds(90), 1, "<b>no answer</b>"));
        Happened(open.Store, now.AddMinutes(-50), "start");
        Happened(open.Store, now.AddMinutes(-49), "health_status", Otlp.Attribute("container.health", "healthy"));
        Happened(open.Store, now.AddMinutes(-20), "oom");
        Happened(open.Store, now.AddMinutes(-20), "die", Otlp.Attribute("container.exit_code", "137"));
        Happened(open.Store, now.AddMinutes(-19), "start");

        var html = await open.HtmlAsync("health");
        Assert.Contains("&lt;b&gt;no answer", html, StringComparison.Ordinal);
        Assert.Contains("failed (1)", html, StringComparison.Ordinal);
        Assert.Contains("ended with exit code 137", html, StringComparison.Ordinal);
        Assert.Contains("out of memory", html, StringComparison.Ordinal);

        var one = (await open.JsonAsync("api/health?member=one&minutes=60"))["members"]![0]!;
        Assert.Equal([1, 0], one["checks"]!.AsArray().Select(c => (int)c!["exitCode"]!));
        Assert.Equal(80, (double)one["checks"]![1]!["milliseconds"]!, 3);
        Assert.Contains("out-of-memory", one["events"]!.AsArray().Select(e => (string)e!["event"]!));
        Assert.Equal("not recorded", (string?)one["spans"]![0]!["state"]);
        Assert.InRange((double)one["up"]!, 0.97, 0.99);
        Assert.True((int)one["restarts"]! >= 1);
        Assert.Contains("restarted", await open.HtmlAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_known_of_a_start_long_before_the_time_that_is_looked_at()
    {
        await using var open = await OpenPage.StartAsync();
        var started = DateTimeOffset.UtcNow.AddHours(-3);
        open.Engine["crew-one"].StartedAt = started;
        for (var i = 5; i > 0; i--)
            open.Engine["crew-one"].HealthLog.Add(new HealthCheckRun(DateTimeOffset.UtcNow.AddSeconds(-30 * i), TimeSpan.FromSeconds(1), 0, "fine"));
        // Both at the same time, as a recording that began later has them; and the engine's event a little after the start it tells.
        Happened(open.Store, started.AddMilliseconds(40), "start");
        Happened(open.Store, started.AddMilliseconds(40), "health_status", Otlp.Attribute("container.health", "healthy"));
        var one = (await open.JsonAsync("api/health?member=one"))["members"]![0]!;
        Assert.Equal(["healthy"], one["spans"]!.AsArray().Select(s => (string)s!["state"]!));
        Assert.Equal(1, (double)one["healthy"]!);

        // With nothing recorded at all the engine's word has to do.
        await using var unrecorded = await OpenPage.StartAsync();
        unrecorded.Engine["crew-one"].StartedAt = started;
        unrecorded.Engine["crew-one"].HealthLog.AddRange(open.Engine["crew-one"].HealthLog);
        Assert.Equal(["healthy"], (await unrecorded.JsonAsync("api/health?member=one"))["members"]![0]!["spans"]!.AsArray().Select(s => (string)s!["state"]!));
    }

    [Fact]
    public async Task A_range_that_makes_no_sense_is_named()
    {
        await using var open = await OpenPage.StartAsync();
        using var answer = await open.Browser.GetAsync("api/health?minutes=soon", OpenPage.Token);
        Assert.Equal(System.Net.HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static void Happened(TelemetryStore store, DateTimeOffset time, string action, string attributes = "") => store.AppendJson(Signal.Logs, Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $$$"""{"resourceLogs":[{"resource":{"attributes":[{{{Otlp.Attribute("service.name", "one")}}}]},"scopeLogs":[{"scope":{"name":"clawfleet.container"},"logRecords":[{"timeUnixNano":"{{{UnixNano.Of(time)}}}","severityNumber":9,"eventName":"container.{{{action}}}","body":{"stringValue":"it happened"},"attributes":[{{{attributes}}}]}]}]}]}""")));
}
