using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>
/// OpenClaw's own sandbox (<c>agents.defaults.sandbox</c>, or an agent's) passes through <c>config:</c> as it is written. Its default backend starts containers,
/// for which it needs the engine's socket; ClawFleet hands that to no container.
/// </summary>
internal static class OpenClawSandbox
{
    public static IEnumerable<SpecFault> Check(JsonObject? config)
    {
        if (config?["agents"] is not JsonObject agents)
        {
            yield break;
        }

        var places = (agents["entries"] as JsonObject ?? []).Select(e => $"entries.{e.Key}").Prepend("defaults");
        foreach (var place in places)
        {
            if (Text(agents, $"{place}.sandbox.mode") is not (null or "off") and var mode
                && (Text(agents, $"{place}.sandbox.backend") ?? Text(agents, "defaults.sandbox.backend") ?? "docker") == "docker")
            {
                yield return Faults.Error(
                    $"config.agents.{place}.sandbox.mode", $"sandbox mode {mode} with containers", "it needs the engine's socket, which no member is given: every sandboxed turn would fail",
                    "use backend: ssh, or mode: \"off\"; the member itself is contained, and `security: {runtime: runsc}` contains it further");
            }
        }
    }

    private static string? Text(JsonObject tree, string path) =>
        ConfigTree.Find(tree, path) is JsonValue v && v.GetValueKind() == JsonValueKind.String ? v.GetValue<string>() : null;
}
