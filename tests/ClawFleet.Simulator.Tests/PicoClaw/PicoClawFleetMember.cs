using System.Text.Json.Nodes;
using ClawFleet.Simulator.Tests.Processes;

namespace ClawFleet.Simulator.Tests.PicoClaw;

/// <summary>Starts the simulated PicoClaw the way a member does.</summary>
internal static class PicoClawFleetMember
{
    public const string Token = "a-token-of-the-fleet";

    /// <summary>A whole configuration: model with its key in a file, chat with its token in a file, a channel with its allow-list.</summary>
    public const string Config = """
        {
          "version": 3,
          "agents": { "defaults": { "model_name": "main" } },
          "model_list": [ { "model_name": "main", "provider": "openai", "model": "gpt-test", "enabled": true, "api_keys": ["file://secrets/model-key"] } ],
          "gateway": { "host": "127.0.0.1", "port": 18790, "log_level": "info" },
          "heartbeat": { "enabled": false, "interval": 30 },
          "channel_list": {
            "pico": { "enabled": true, "type": "pico", "allow_from": ["*"], "settings": { "token": "file://secrets/api-token" } },
            "desk": { "enabled": true, "type": "telegram", "allow_from": ["42", 43], "settings": { "token": "123:abc" } }
          }
        }
        """;

    /// <param name="config">Null for none; its port is made a free one.</param>
    public static SimulatorProcess Gateway(TemporaryFolder folder, string? config, string[]? arguments = null, params (string Name, string Value)[] environment)
    {
        folder.Write("config/secrets/api-token", Token + "\n");
        folder.Write("config/secrets/model-key", "sk-test");
        if (config is not null) folder.Write("config/config.json", config);
        var all = environment.Append(("PICOCLAW_HOME", folder.File("home"))).Append(("PICOCLAW_CONFIG", folder.File("config/config.json"))).ToDictionary(pair => pair.Item1, pair => pair.Item2);
        all.TryAdd("PICOCLAW_GATEWAY_PORT", $"{FreePort.Next()}");
        return SimulatorProcess.Start(folder.Path, ["--as", "picoclaw", "gateway", .. arguments ?? ["-E", "--no-color"]], all);
    }

    /// <summary>The configuration without its model.</summary>
    public static string WithoutModel
    {
        get
        {
            var tree = JsonNode.Parse(Config)!.AsObject();
            tree.Remove("agents");
            tree.Remove("model_list");
            return tree.ToJsonString();
        }
    }
}
