using ClawFleet.Simulator.Tests.Processes;

namespace ClawFleet.Simulator.Tests.NullClaw;

/// <summary>Starts the simulated NullClaw the way a member does.</summary>
internal static class NullClawFleetMember
{
    public const string Token = "a-token-of-the-fleet";

    /// <summary>A whole configuration: model with its key, gateway token, A2A, a channel with its allow-list.</summary>
    public const string Config = """
        {
          "models": { "providers": { "openai": { "api_key": "sk-test" } } },
          "agents": { "defaults": { "model": { "primary": "openai/gpt-test" } } },
          "gateway": { "host": "0.0.0.0", "port": 3000, "require_pairing": true, "paired_tokens": ["a-token-of-the-fleet"] },
          "a2a": { "enabled": true, "name": "desk" },
          "channels": { "cli": false, "telegram": { "accounts": { "desk": { "bot_token": "123:abc", "allow_from": ["42"] } } } }
        }
        """;

    /// <param name="old">Leave <c>NULLCLAW_HOME</c> out, as before it was known.</param>
    public static SimulatorProcess Gateway(TemporaryFolder folder, string? config, string host = "127.0.0.1", bool old = false, string[]? more = null)
    {
        if (config is not null) folder.Write(".nullclaw/config.json", config);
        var environment = old ? [] : new Dictionary<string, string> { ["NULLCLAW_HOME"] = folder.File(".nullclaw") };
        return SimulatorProcess.Start(folder.Path, ["--as", "nullclaw", "gateway", "--host", host, "--port", "0", .. more ?? []], environment);
    }
}
