using System.Globalization;
using System.Text.Json.Nodes;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>The health snapshot of ZeroClaw's components, as <c>GET /health</c> and the state file show it.</summary>
internal sealed class ZeroClawHealth(TimeProvider clock, IReadOnlyList<string> components)
{
    private readonly DateTimeOffset _started = clock.GetUtcNow();

    public TimeSpan Uptime => clock.GetUtcNow() - _started;

    public JsonObject Snapshot()
    {
        var now = Stamp(clock.GetUtcNow());
        var started = Stamp(_started);
        return new JsonObject
        {
            ["pid"] = Environment.ProcessId,
            ["updated_at"] = now,
            ["uptime_seconds"] = (long)Uptime.TotalSeconds,
            ["components"] = new JsonObject(components.Order(StringComparer.Ordinal).Select(name => KeyValuePair.Create<string, JsonNode?>(name, new JsonObject
            {
                ["status"] = "ok",
                ["updated_at"] = started,
                ["last_ok"] = started,
                ["last_error"] = null,
                ["restart_count"] = 0,
            }))),
        };
    }

    private static string Stamp(DateTimeOffset time) => time.ToString("yyyy-MM-ddTHH:mm:ss.ffffff+00:00", CultureInfo.InvariantCulture);
}
