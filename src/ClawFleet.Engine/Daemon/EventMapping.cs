using ClawFleet.Engine.Containers;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Daemon;

/// <summary>From the engine's events to ours; Podman's own words become Docker's.</summary>
internal static class EventMapping
{
    private static readonly Dictionary<string, string> None = [];

    public static EngineEvent Event(WireEvent wire)
    {
        var attributes = wire.Actor?.Attributes ?? None;
        var whole = wire.Action ?? wire.Status ?? "";
        var colon = whole.IndexOf(':', StringComparison.Ordinal);
        var action = Action(colon < 0 ? whole : whole[..colon]);
        // Of an exec the engine tells the whole command here, which may hold what must not be shown.
        var detail = colon < 0 ? wire.HealthStatus : action.StartsWith("exec_", StringComparison.Ordinal) ? null : whole[(colon + 1)..];
        // Podman before 5 names it so, on every event of a container.
        if (action == "die" && attributes.TryGetValue("containerExitCode", out var exitCode))
            attributes.TryAdd("exitCode", exitCode);
        return new EngineEvent(wire.Type ?? "", action, string.IsNullOrWhiteSpace(detail) ? null : detail.Trim(), wire.Actor?.ID ?? wire.Id ?? "",
            ContainerMapping.Name(attributes.GetValueOrDefault("name", "")), Time(wire), attributes);
    }

    private static string Action(string word) => word switch
    {
        "died" => "die",
        "exec_died" => "exec_die",
        "remove" => "destroy",
        _ => word,
    };

    private static DateTimeOffset Time(WireEvent wire) => wire.TimeNano is > 0 and var nanos
        ? DateTimeOffset.UnixEpoch.AddTicks(nanos / 100)
        : DateTimeOffset.FromUnixTimeSeconds(wire.Time ?? 0);
}
