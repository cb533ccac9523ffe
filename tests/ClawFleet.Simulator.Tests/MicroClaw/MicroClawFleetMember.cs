using ClawFleet.Simulator.Tests.Processes;

namespace ClawFleet.Simulator.Tests.MicroClaw;

/// <summary>Starts the simulated MicroClaw the way a member does.</summary>
internal static class MicroClawFleetMember
{
    public const string Token = "a-token-of-the-fleet";

    /// <summary>A whole configuration: model, two Telegram bots, A2A.</summary>
    public const string Config = """
        llm_provider: "openai"
        api_key: "k"
        model: "gpt-test"
        web_host: "127.0.0.1"
        web_port: 0
        data_dir: "data"
        working_dir: "work"
        a2a:
          enabled: true
          agent_name: "desk"
          shared_tokens:
            - "a-token-of-the-fleet"
        channels:
          web:
            enabled: true
          telegram:
            enabled: true
            default_account: "desk"
            accounts:
              desk:
                bot_token: "1:a"
                allowed_user_ids: [42]
              lab:
                bot_token: "2:b"
                allowed_groups: [-1001]
        """;

    public static SimulatorProcess Start(TemporaryFolder folder, string? config, params string[] arguments)
    {
        if (config is not null) folder.Write("microclaw.yaml", config);
        return SimulatorProcess.Start(folder.Path, ["--as", "microclaw", .. arguments.Length > 0 ? arguments : ["start"]], new Dictionary<string, string> { ["MICROCLAW_CONFIG"] = folder.File("microclaw.yaml") });
    }
}
