using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Environments;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.ZeroClaw;

/// <summary>
/// ZeroClaw 0.8.4: TOML of schema version 3. Upstream keeps its databases, its key and its workspaces beside <c>config.toml</c>, so the config directory is
/// <c>/state/zeroclaw</c> and the file there is written anew at each start; credentials come by environment and are never on the volume.
/// Answers <c>/health</c> itself.
/// </summary>
internal sealed class ZeroClawAdapter : IRuntimeAdapter
{
    private const string Agent = "main";

    private static readonly ConfigPatcher Patcher = new("ZeroClaw",
    [
        "gateway.host", "gateway.paired_tokens", "gateway.path_prefix", "gateway.port", "gateway.require_pairing", "gateway.tls", "schema_version",
    ]);

    // ZeroClaw reads past a section it does not know, so a misspelt one would be dropped without a word.
    private static readonly ImmutableHashSet<string> TopLevelKeys =
    [
        "a2a", "acp", "agents", "backup", "browser", "browser_delegate", "channels", "claude_code", "claude_code_runner", "cloud_ops", "codex_cli", "composio", "conversational_ai",
        "cost", "cron", "data_retention", "delegate", "embedding_routes", "escalation", "eval", "file_download", "file_upload", "file_upload_bundle", "gateway", "gemini_cli",
        "google_workspace", "hardware", "heartbeat", "hooks", "http_request", "image_gen", "jira", "knowledge", "knowledge_bundles", "link_enricher", "linkedin", "locale", "mcp",
        "mcpServers", "mcp_bundles", "media_pipeline", "memory", "microsoft365", "model_routes", "multimodal", "node_transport", "nodes", "notion", "observability", "onboard_state",
        "opencode_cli", "pacing", "peer_groups", "peripherals", "pipeline", "plugins", "project_intel", "providers", "proxy", "query_classification", "reliability", "risk_profiles",
        "runtime", "runtime_profiles", "scheduler", "schema_version", "secrets", "security", "security_ops", "shell_tool", "skill_bundles", "skills", "sop", "storage", "text_browser",
        "todotracker", "transcription", "trust", "tts", "tunnel", "verifiable_intent", "web_fetch", "web_search", "wss",
    ];

    // ZeroClaw's family by provider type.
    private static readonly ImmutableDictionary<string, string> Families = ImmutableDictionary.CreateRange<string, string>(
    [
        new("anthropic", "anthropic"), new("custom", "custom"), new("google", "gemini"), new("groq", "groq"), new("mistral", "mistral"),
        new("ollama", "ollama"), new("openai", "openai"), new("openrouter", "openrouter"),
    ]);

    public string Runtime => "zeroclaw";

    public int DefaultPort => 42617;

    public string NativeFileName => "config.toml";

    public ImmutableArray<string> KeptSecrets => [EnvironmentSpec.ApiTokenSecret];

    public ImmutableArray<SpecFault> Check(MemberSpec spec) =>
    [
        .. ZeroClawChannels.Check(spec),
        .. Faults.Model(spec, "ZeroClaw", Families.ContainsKey),
        .. Patcher.Check(spec.Config),
        .. (spec.Config ?? []).Select(p => p.Key).Where(k => !TopLevelKeys.Contains(k)).Select(k => Faults.Error(
            $"config.{k}", $"ZeroClaw has no config key {k}", "it would read past it", "use one of its own sections, such as agents, gateway, risk_profiles")),
        .. SecretsOutOfReach(spec.Config ?? [], []),
        .. Faults.Organisation(spec, "ZeroClaw"),
        .. Faults.Unanswered(spec, "ZeroClaw's agent"),
        .. Faults.Database(spec, "ZeroClaw", "it keeps its state in SQLite"),
    ];

    public NativeLaunch Render(MemberSpec spec, RenderInput input)
    {
        var secrets = new MemberSecrets(input);
        var native = new ZeroClawEnvironment(secrets);
        var home = $"{input.Paths.State}/zeroclaw";
        native.Set(["gateway", "paired_tokens"], TokenList(secrets.Value(MemberSecrets.ApiToken(spec))));

        string text;
        if (input.UserFile is { } own)
        {
            text = own;
        }
        else
        {
            var rendered = Rendered(secrets.Plain(spec), input, secrets, native);
            var tree = Patcher.Patch(Patcher.Baked(input, TomlReader.Read), rendered, spec.Config, input, (path, reference) =>
            {
                var parts = path.Split('.');
                if (!ZeroClawEnvironment.Reaches(parts))
                {
                    throw new RenderException($"config key {path} holds a secret, and ZeroClaw could read it only from the volume: use a plain lower-case key path");
                }

                native.TrySet(parts, reference);
                return null;
            });
            text = Toml(tree);
        }

        var environment = StateEnvironment.Variables(input).SetItems(native.Variables).SetItem("ZEROCLAW_CONFIG_DIR", home);
        return new NativeLaunch
        {
            Files = [new NativeFile($"{home}/config.toml", NativeFormat.Toml, text)],
            Argv = ["zeroclaw", "daemon", "--host", "0.0.0.0", "--port", spec.Port.ToString(CultureInfo.InvariantCulture)],
            Environment = environment,
            RemovedEnvironment = ConfigPatcher.Removed(environment.Keys),
            Directories = [home, .. StateEnvironment.Directories(input)],
            WorkingDirectory = input.Paths.Workspace,
        };
    }

    private static JsonObject Rendered(MemberSpec spec, RenderInput input, MemberSecrets secrets, ZeroClawEnvironment native)
    {
        var tree = new JsonObject
        {
            ["schema_version"] = 3,
            ["gateway"] = new JsonObject
            {
                ["host"] = "0.0.0.0",
                ["port"] = spec.Port,
                ["require_pairing"] = true,
                ["allow_public_bind"] = true,
            },
        };
        var channels = ZeroClawChannels.Render(spec, input, secrets, native, tree);
        if (spec.Provider is not { } provider)
        {
            return tree;
        }

        var family = Families[provider.Type];
        var entry = new JsonObject { ["model"] = ModelNames.Unprefixed(spec.Model!, provider) };
        if (provider.BaseUrl is { } url)
        {
            // It speaks Ollama's own interface (zeroclaw-providers, ollama.rs).
            entry["uri"] = provider.Type == "ollama" ? OllamaAddress.Root(url) : url;
        }

        if (provider.ApiKey is { } key && !native.TrySet(["providers", "models", family, Agent, "api_key"], key))
        {
            entry["api_key"] = key;
        }

        tree["providers"] = new JsonObject { ["models"] = new JsonObject { [family] = new JsonObject { [Agent] = entry } } };
        tree["agents"] = new JsonObject
        {
            [Agent] = new JsonObject
            {
                ["enabled"] = true,
                ["model_provider"] = $"{family}.{Agent}",
                ["risk_profile"] = Agent,
                ["runtime_profile"] = Agent,
                ["channels"] = channels,
                ["a2a"] = new JsonObject { ["published"] = true },
                ["workspace"] = new JsonObject { ["path"] = input.Paths.Workspace },
            },
        };
        return tree;
    }

    private static string TokenList(string token) => NativeJson.Write(new JsonArray(JsonValue.Create(token)), indented: false);

    private static string Toml(JsonObject tree)
    {
        try
        {
            return TomlWriter.Write(tree);
        }
        catch (FormatException e)
        {
            throw new RenderException($"the configuration cannot be written as TOML, {e.Message}: change `config:`");
        }
    }

    /// <summary>Secrets of the <c>config:</c> block that ZeroClaw could only read from the file on the volume.</summary>
    private static IEnumerable<SpecFault> SecretsOutOfReach(JsonNode? node, ImmutableArray<string> path) => node switch
    {
        JsonObject o => o.SelectMany(p => SecretsOutOfReach(p.Value, path.Add(p.Key))),
        JsonArray a => a.SelectMany((item, i) => SecretsOutOfReach(item, path.Add($"[{i}]"))),
        JsonValue v when v.GetValueKind() == JsonValueKind.String && SecretRef.TryParse(v.GetValue<string>(), out _) && !ZeroClawEnvironment.Reaches(path) =>
        [
            Faults.Error($"config.{string.Join('.', path)}", "a secret where ZeroClaw takes none from the environment", "it would lie in clear on the state volume", "use a plain lower-case key path, or the runtime's own secret store"),
        ],
        _ => [],
    };
}
