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
        if (attributes.TryGetValue("containerExitCode", out var exitCode))
            attributes.TryAdd("exitCode", exitCode);

        var whole = wire.Action ?? wire.Status ?? "";
        var colon = whole.IndexOf(':', StringComparison.Ordinal);
        var action = Action(colon < 0 ? whole : whole[..colon]);
        var detail = colon < 0 ? wire.HealthStatus : whole[(colon + 1)..];
        return new EngineEvent(wire.Type ?? "", action, string.IsNullOrWhiteSpace(detail) ? null : detail.Trim(), wire.Actor?.ID ?? wire.Id ?? "",
            ContainerMapping.Name(attributes.GetValueOrDefault("name", "")), Time(wire), attributes);
    }

    private static string Action(string word) => word switch
    {
        "died" => "die",
        "remove" => "destroy",
        _ => word,
    };

    private static DateTimeOffset Time(WireEvent wire) => wire.TimeNano is > 0 and var nanos
        ? DateTimeOffset.UnixEpoch.AddTicks(nanos / 100)
        : DateTimeOffset.FromUnixTimeSeconds(wire.Time ?? 0);
}
