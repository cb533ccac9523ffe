using System.Globalization;
using ClawFleet.Engine;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Lives;

/// <summary>A container's life as it was recorded (<c>clawfleet.container</c>), and as far as the engine itself still tells it.</summary>
internal static class LifeEvents
{
    private const string Scope = "clawfleet.container";
    private const int Most = 2000;

    // An event's time and the time in the engine's own description differ by what lies between the two in the engine.
    private static readonly TimeSpan same = TimeSpan.FromSeconds(2);

    /// <summary>What was recorded last, newest first.</summary>
    public static List<LifeEvent> Latest(TelemetryStore store, string member, int count) =>
        [.. store.Logs(new Telemetry.LogQuery { Scope = Scope, Members = [member], Limit = count }).Records.Select(Read).OfType<LifeEvent>()];

    /// <summary>What happened in a time and the last thing before it, oldest first.</summary>
    public static List<LifeEvent> Between(TelemetryStore store, string member, DateTimeOffset from, DateTimeOffset to, ContainerDetails details)
    {
        var query = new Telemetry.LogQuery { Scope = Scope, Members = [member] };
        var events = store.Logs(query with { From = from, To = to, Limit = Most }).Records.Select(Read).OfType<LifeEvent>().Reverse().ToList();
        events.InsertRange(0, store.Logs(query with { To = from, Limit = 1 }).Records.Select(Read).OfType<LifeEvent>().Where(e => e.Time < from));
        foreach (var told in Told(details))
            if (!events.Exists(e => e.Change == told.Change && (e.Time - told.Time).Duration() < same))
                events.Insert(events.FindLastIndex(e => e.Time <= told.Time) + 1, told);
        if (details is { HealthSince: { } since, StartedAt: { } started })
        {
            var health = new LifeEvent(since, details.Health == ContainerHealth.Healthy ? LifeChange.Healthy : LifeChange.Unhealthy);
            if (events.FindLast(e => e.Time >= started - same && e.Change is LifeChange.Healthy or LifeChange.Unhealthy or LifeChange.Checking)?.Change != health.Change)
                events.Insert(events.FindLastIndex(e => e.Time <= health.Time) + 1, health);
        }
        return events;
    }

    private static IEnumerable<LifeEvent> Told(ContainerDetails details)
    {
        if (details.Created != default)
            yield return new LifeEvent(details.Created, LifeChange.Created);
        // Of the runs before the last nothing but the end of one is told, and not with which code.
        var isOver = details.FinishedAt is { } end && (details.StartedAt is not { } begin || end >= begin);
        if (details.FinishedAt is { } finished)
            yield return new LifeEvent(finished, LifeChange.Ended, isOver ? details.ExitCode : null);
        if (details.StartedAt is { } started)
            yield return new LifeEvent(started, LifeChange.Started);
    }

    private static LifeEvent? Read(LogRecord record) => record.EventName switch
    {
        "container.create" => new(record.Time, LifeChange.Created),
        "container.start" => new(record.Time, LifeChange.Started),
        "container.oom" => new(record.Time, LifeChange.OutOfMemory),
        "container.die" => new(record.Time, LifeChange.Ended, int.TryParse(Attribute(record, "container.exit_code"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : null),
        "container.stop" => new(record.Time, LifeChange.Stopped),
        "container.destroy" => new(record.Time, LifeChange.Removed),
        "container.health_status" => new(record.Time, (Attribute(record, "container.health"), record.Severity) switch
        {
            ("healthy", _) => LifeChange.Healthy,
            ("unhealthy", _) or (null, >= 13) => LifeChange.Unhealthy,
            (null, _) => LifeChange.Healthy,
            _ => LifeChange.Checking,
        }),
        _ => null,
    };

    private static string? Attribute(LogRecord record, string key) => record.Attributes.FirstOrDefault(a => a.Key == key)?.Value.ToString();
}
