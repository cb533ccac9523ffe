using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Tests;

public sealed class RecordingTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 20, 0, 0, TimeSpan.Zero);

    private readonly TelemetryStore _store = new(new TelemetryStoreOptions());

    public void Dispose() => _store.Dispose();

    [Fact]
    public void Lines_are_kept_with_their_member_time_and_stream()
    {
        new LogRecording("crew", _store).Append(
        [
            new MemberLogLine("one", OutputStream.Stdout, Start, "INFO up"),
            new MemberLogLine("two", OutputStream.Stderr, Start.AddMilliseconds(1), """{"level":"error","msg":"down","code":7}"""),
            new MemberLogLine("one", OutputStream.Stdout, Start.AddMilliseconds(2), "again"),
        ]);

        Assert.Equal(
            ["one crew-one +2 0 again log.iostream=stdout", "two crew-two +1 17 down log.iostream=stderr code=7", "one crew-one +0 9 INFO up log.iostream=stdout"],
            _store.Logs(new Telemetry.LogQuery()).Records.Select(r =>
                $"{r.Resource.Member.Service} {r.Resource.Member.Instance} +{(r.Time - Start).TotalMilliseconds} {r.Severity} {r.Body} {string.Join(' ', r.Attributes.Select(a => $"{a.Key}={a.Value}"))}"));
    }

    [Theory]
    [InlineData("start", null, null, 9, "container started", "")]
    [InlineData("die", null, "137", 17, "container ended with exit code 137", "container.exit_code=137")]
    [InlineData("die", null, "0", 9, "container ended", "container.exit_code=0")]
    [InlineData("oom", null, null, 17, "out of memory", "")]
    [InlineData("health_status", "unhealthy", null, 13, "the image's own health check says unhealthy", "container.health=unhealthy")]
    public void The_life_of_a_container_is_recorded(string action, string? detail, string? exitCode, int severity, string text, string attribute)
    {
        new LogRecording("crew", _store).Append(Event(action, detail, exitCode));

        var record = Assert.Single(_store.Logs(new Telemetry.LogQuery()).Records);
        Assert.Equal(("one", severity, text, $"container.{action}", Start), (record.Resource.Member.Service, record.Severity, record.Body.ToString(), record.EventName, record.Time));
        Assert.Equal(attribute, string.Join(' ', record.Attributes.Select(a => $"{a.Key}={a.Value}")));
        Assert.Single(_store.Logs(new Telemetry.LogQuery { Scope = LogRecording.EventScope }).Records);
        Assert.Empty(_store.Logs(new Telemetry.LogQuery { Scope = LogRecording.ConsoleScope }).Records);
    }

    [Fact]
    public void Health_that_stays_what_it_was_is_told_once()
    {
        var recording = new LogRecording("crew", _store);
        foreach (var detail in (string[])["healthy", "healthy", "unhealthy", "healthy"])
        {
            recording.Append(Event("health_status", detail));
        }

        Assert.Equal(3, _store.Logs(new Telemetry.LogQuery()).Records.Length);
    }

    [Fact]
    public void Health_after_a_restart_is_told_again()
    {
        var recording = new LogRecording("crew", _store);
        recording.Append(Event("health_status", "healthy"));
        recording.Append(Event("die", null, "137"));
        recording.Append(Event("start"));
        recording.Append(Event("health_status", "healthy"));

        Assert.Equal(4, _store.Logs(new Telemetry.LogQuery()).Records.Length);
    }

    [Fact]
    public void What_a_person_does_in_a_container_is_no_event_of_its_life()
    {
        new LogRecording("crew", _store).Append(Event("exec_start"));

        Assert.Empty(_store.Logs(new Telemetry.LogQuery()).Records);
    }

    [Fact]
    public void Cores_in_use_come_of_two_samples()
    {
        var recording = new StatsRecording("crew", _store);
        recording.Append([KeyValuePair.Create("one", Stats(0, cpuSeconds: 10))]);
        Assert.Empty(Points("container.cpu.usage"));

        recording.Append([KeyValuePair.Create("one", Stats(5, cpuSeconds: 12.5))]);

        Assert.Equal([0.5], Points("container.cpu.usage"));
        Assert.Equal([1000, 1000], Points("container.memory.usage"));
        Assert.Equal([4000, 4000], Points("container.memory.limit"));
        Assert.Equal([3, 3], Points("container.process.count"));
        Assert.Equal(
            ["receive 10,10", "transmit 20,20"],
            _store.Series(new MetricQuery { Instrument = "container.network.io" }).Select(s => $"{s.Attributes[0].Value} {string.Join(',', s.Points.OfType<NumberPoint>().Select(p => p.Value))}").Order());
    }

    [Fact]
    public void A_container_that_was_started_anew_begins_anew()
    {
        var recording = new StatsRecording("crew", _store);
        foreach (var (second, cpu) in ((int, double)[])[(0, 10), (5, 1), (10, 2)])
        {
            recording.Append([KeyValuePair.Create("one", Stats(second, cpu))]);
        }

        Assert.Equal([0.2], Points("container.cpu.usage"));
    }

    private static EngineEvent Event(string action, string? detail = null, string? exitCode = null) =>
        new("container", action, detail, "id1", "crew-one", Start, exitCode is null ? new Dictionary<string, string>() : new() { ["exitCode"] = exitCode });

    private static ContainerStats Stats(int second, double cpuSeconds) => new(Start.AddSeconds(second), (ulong)(cpuSeconds * 1e9), 1000, 4000, 10, 20, 3);

    private double[] Points(string instrument) => [.. _store.Series(new MetricQuery { Instrument = instrument }).SelectMany(s => s.Points).OfType<NumberPoint>().Select(p => p.Value)];
}
