using System.Globalization;
using ClawFleet.Engine;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Lives;

/// <summary>A container's life as it was recorded (<c>clawfleet.container</c>), and as far as the engine itself still tells it.</summary>
internal static class LifeEvents
{
    private const string Scope = "clawfleet.container";
    private const int Most = 2000;
    private const int Before = 12;

    // An event's time and the time in the engine's own description differ by what lies between the two in the engine.
    private static readonly TimeSpan same = TimeSpan.FromSeconds(2);

    // Within this a container that was made is started, unless something holds it up.
    private static readonly TimeSpan firstStart = TimeSpan.FromMinutes(2);

    /// <summary>What was recorded last, newest first.</summary>
    public static List<LifeEvent> Latest(TelemetryStore store, string member, int count) =>
        [.. store.Logs(new Telemetry.LogQuery { Scope = Scope, Members = [member], Limit = count }).Records.Select(Read).OfType<LifeEvent>()];

    /// <summary>What happened in a time and the last things before it, oldest first.</summary>
    public static List<LifeEvent> Between(TelemetryStore store, string member, DateTimeOffset from, DateTimeOffset to, ContainerDetails details)
    {
        var query = new Telemetry.LogQuery { Scope = Scope, Members = [member] };
        var recorded = store.Logs(query with { From = from, To = to, Limit = Most }).Records
            .Concat(store.Logs(query with { To = from, Limit = Before }).Records.Where(r => r.Time < from)).Select(Read).OfType<LifeEvent>();
        return WithTold([.. recorded.Reverse()], details);
    }

    /// <summary>What was recorded and what the engine tells, oldest first.</summary>
    public static List<LifeEvent> WithTold(List<LifeEvent> events, ContainerDetails details)
    {
        events.AddRange([.. Told(details).Where(told => !events.Exists(e => e.Change == told.Change && (e.Time - told.Time).Duration() < same))]);
        events = InOrder(events);
        if (details.HealthSince is { } since)
        {
            var start = events.FindLastIndex(e => e.Change == LifeChange.Started);
            var health = new LifeEvent(start >= 0 && events[start].Time > since ? events[start].Time : since, details.Health == ContainerHealth.Healthy ? LifeChange.Healthy : LifeChange.Unhealthy);
            if (events.FindLast(e => IsHealth(e.Change)) is not { } last || last.Change != health.Change || events.LastIndexOf(last) < start)
                events = InOrder([.. events, health]);
        }
        return events;
    }

    // Of one time: first what ends, then what is made, started and checked.
    private static List<LifeEvent> InOrder(List<LifeEvent> events) => [.. events.OrderBy(e => e.Time).ThenBy(e => e.Change switch
    {
        LifeChange.Created => 1,
        LifeChange.Started => 2,
        _ when IsHealth(e.Change) => 3,
        _ => 0,
    })];

    private static bool IsHealth(LifeChange change) => change is LifeChange.Healthy or LifeChange.Unhealthy or LifeChange.Checking;

    private static IEnumerable<LifeEvent> Told(ContainerDetails details)
    {
        // Long before its last start there were others, of which nothing is told: what was between is not known.
        if (details.Created != default && !(details.StartedAt - details.Created > firstStart))
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
        "recording.end" => new(record.Time, LifeChange.Unwatched),
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
