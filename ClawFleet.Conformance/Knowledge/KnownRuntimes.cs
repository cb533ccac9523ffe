using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Knowledge;

/// <summary>The runtimes whose own words the suite knows. Sources: each runtime's README in <c>runtimes/</c>.</summary>
internal static class KnownRuntimes
{
    private static readonly Dictionary<string, RuntimeKnowledge> ByName = new(StringComparer.Ordinal)
    {
        ["openclaw"] = new(
            "/config/openclaw.json", "/usr/share/clawfleet/defaults/openclaw/default.json",
            new NativeOverride("CLAWFLEET_CONFIG__logging__level", "debug", "\"level\":\\s*\"debug\""),
            new OwnFile("/config/openclaw.json", """
                // written by hand
                { "gateway": { "mode": "local", "bind": "lan", "controlUi": { "enabled": false } } }

                """),
            // A whole turn needs a model, and without one the gateway tries for minutes; a request without a message gets as far as the token, the route and the body.
            [
                new ApiCall("/v1/models", null, [200]),
                new ApiCall("/v1/chat/completions", """{"model":"openclaw","messages":[]}""", [400]),
            ],
            new Dictionary<string, string>()),
        ["zeroclaw"] = new(
            "/state/zeroclaw/config.toml", "/usr/share/clawfleet/defaults/zeroclaw/default.toml",
            new NativeOverride("CLAWFLEET_CONFIG__gateway__request_timeout_secs", "77", @"request_timeout_secs\s*=\s*77\b"),
            new OwnFile("/config/config.toml", """
                # written by hand
                schema_version = 3

                [gateway]
                require_pairing = true

                """),
            [new ApiCall("/webhook", """{"message":"ping"}""", [200, 408, 500, 503])],
            new Dictionary<string, string>
            {
                ["ZEROCLAW_"] = "its file must lie beside its databases on the state volume, where no secret is to be kept; the environment is the only other way in",
            }),
        ["ironclaw"] = new(
            "/state/ironclaw/config.toml", "/usr/share/clawfleet/defaults/ironclaw/default.toml",
            new NativeOverride("CLAWFLEET_CONFIG__runner__poll_interval_ms", "277", @"poll_interval_ms\s*=\s*277\b"),
            new OwnFile("/config/config.toml", """
                # written by hand
                api_version = "ironclaw.runtime/v1"

                [identity]
                default_owner = "reborn-cli"

                [storage]
                backend = "postgres"
                url_env = "IRONCLAW_REBORN_POSTGRES_URL"
                secret_master_key_env = "IRONCLAW_REBORN_SECRET_MASTER_KEY"

                """),
            [
                new ApiCall("/v1/models", null, [200, 501]),
                new ApiCall("/api/v1/responses", """{"model":"default","input":"ping"}""", [200, 500, 502, 503]),
            ],
            new Dictionary<string, string>
            {
                ["IRONCLAW_REBORN_WEBUI_TOKEN"] = "it stops on a credential in its file and takes names of variables",
                ["IRONCLAW_REBORN_POSTGRES_URL"] = "it stops on a credential in its file and takes names of variables",
                ["IRONCLAW_REBORN_SECRET_MASTER_KEY"] = "it stops on a credential in its file and takes names of variables",
                ["OPENAI_API_KEY"] = "it stops on a credential in its file and takes names of variables",
            }),
        ["microclaw"] = new(
            "/config/microclaw.config.yaml", "/usr/share/clawfleet/defaults/microclaw/default.yaml",
            new NativeOverride("CLAWFLEET_CONFIG__max_tool_iterations", "77", @"max_tool_iterations:\s*77\b"),
            new OwnFile("/config/microclaw.config.yaml", """
                # written by hand
                llm_provider: ollama
                data_dir: /state/microclaw
                web_port: 10962

                """),
            [new ApiCall("/api/a2a/message", """{"message":"ping","sessionKey":"conformance"}""", [200, 500])],
            new Dictionary<string, string>()),
        ["nullclaw"] = new(
            "/config/config.json", "/usr/share/clawfleet/defaults/nullclaw/default.json",
            new NativeOverride("CLAWFLEET_CONFIG__agent__message_timeout_secs", "77", "\"message_timeout_secs\":\\s*77\\b"),
            new OwnFile("/config/config.json", """
                {
                  "agents": { "defaults": { "model": { "primary": "openrouter/written/by-hand" } } },
                  "gateway": { "require_pairing": true }
                }

                """),
            [new ApiCall("/a2a", """{"jsonrpc":"2.0","id":1,"method":"message/send","params":{"message":{"messageId":"m1","role":"user","parts":[{"kind":"text","text":"ping"}]}}}""", [200])],
            new Dictionary<string, string>()),
        ["picoclaw"] = new(
            "/config/config.json", "/usr/share/clawfleet/defaults/picoclaw/default.json",
            new NativeOverride("CLAWFLEET_CONFIG__agents__defaults__max_tokens", "777", "\"max_tokens\":\\s*777\\b"),
            new OwnFile("/config/config.json", """
                {
                  "version": 3,
                  "session": { "identity_links": { "written-by-hand": ["telegram:1"] } },
                  "channel_list": { "pico": { "enabled": true, "type": "pico", "allow_from": ["*"], "settings": {} } }
                }

                """),
            // Its chat is a WebSocket alone: a request that opens none gets as far as the token and the route.
            [new ApiCall("/pico/ws", null, [400])],
            new Dictionary<string, string>()),
        ["nanoclaw"] = new(
            "/config/nanoclaw.env", "/usr/share/clawfleet/defaults/nanoclaw/default.env",
            new NativeOverride("CLAWFLEET_CONFIG__env__TZ", "Asia/Tokyo", "TZ=Asia/Tokyo"),
            new OwnFile("/config/nanoclaw.env", """
                # written by hand
                TZ=Asia/Tokyo

                """),
            [new ApiCall("/chat", """{"message":"ping","session":"once-conformance"}""", [200, 502, 503, 504])],
            new Dictionary<string, string>
            {
                ["ANTHROPIC_API_KEY"] = "its agents are Claude Code, each a process of its own that takes its key from its environment",
            }),
    };

    public static RuntimeKnowledge? Find(string runtime)
        => ByName.TryGetValue(runtime, out var known) ? known
        : FleetChoice.Current.Catalogue.Entries.TryGetValue(runtime, out var entry) && entry.Native is { } native ? DescribedKnowledge.Of(entry, native)
        : null;

    /// <summary>The knowledge of a runtime, or a skip with the reason.</summary>
    public static RuntimeKnowledge Require(string runtime)
    {
        var known = Find(runtime);
        NotChecked.When(known is null, $"the suite does not know the native words of {runtime} yet");
        return known!;
    }

    /// <summary>The knowledge of a runtime that has a configuration file, or a skip with the reason.</summary>
    public static RuntimeKnowledge RequireFile(string runtime)
    {
        var known = Require(runtime);
        NotChecked.When(known.ConfigFile.Length == 0, $"{runtime} has no configuration file");
        return known;
    }

    /// <summary>The knowledge of a runtime whose API can be called, or a skip with the reason.</summary>
    public static RuntimeKnowledge RequireCalls(string runtime)
    {
        var known = Require(runtime);
        NotChecked.When(known.Calls.Count == 0, $"{runtime} has no API that the suite could call");
        return known;
    }
}
