using ClawFleet.Simulator.Tests.Processes;

namespace ClawFleet.Simulator.Tests.ZeroClaw;

/// <summary>Starts the simulated ZeroClaw the way a member does.</summary>
internal static class ZeroClawFleetMember
{
    public const string Token = "a-token-of-the-fleet";

    /// <summary>A whole configuration: model, agent, channel with allow-list, gateway token, A2A.</summary>
    public const string Config = """
        schema_version = 3

        [providers.models.openai.main]
        model = "gpt-test"

        [agents.main]
        enabled = true
        model_provider = "openai.main"
        risk_profile = "main"
        runtime_profile = "main"
        channels = ["telegram.desk"]

        [agents.main.a2a]
        published = true

        [risk_profiles.main]
        level = "supervised"

        [runtime_profiles.main]

        [channels.telegram.desk]
        enabled = true
        bot_token = "123:abc"

        [peer_groups.desk]
        channel = "telegram.desk"
        external_peers = ["42"]

        [gateway]
        paired_tokens = ["a-token-of-the-fleet"]

        [a2a.server]
        enabled = true
        """;

    public static SimulatorProcess Daemon(TemporaryFolder folder, string? config, params (string Name, string Value)[] environment) =>
        Daemon(folder, config, ["--host", "127.0.0.1", "--port", "0"], environment);

    public static SimulatorProcess Daemon(TemporaryFolder folder, string? config, string[] arguments, params (string Name, string Value)[] environment)
    {
        if (config is not null) folder.Write("home/config.toml", config);
        return SimulatorProcess.Start(folder.Path, ["--as", "zeroclaw", "daemon", .. arguments, "--config-dir", folder.File("home")], environment.ToDictionary(pair => pair.Name, pair => pair.Value));
    }
}
