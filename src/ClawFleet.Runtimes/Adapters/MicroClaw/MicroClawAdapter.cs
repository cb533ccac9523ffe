using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Environments;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.MicroClaw;

/// <summary>
/// MicroClaw 0.5.0: one YAML file, which must hold the credentials, since upstream reads no variable and no other file for them; it lies in memory
/// (<c>/config</c>) and is written anew at each start. Upstream has <c>/health</c> and ends on SIGINT alone, so clawinit stands before it.
/// </summary>
internal sealed class MicroClawAdapter : IRuntimeAdapter
{
    private static readonly ConfigPatcher Patcher = new("MicroClaw",
    [
        "a2a.enabled", "a2a.shared_tokens", "channels.web", "data_dir", "web_enabled", "web_host", "web_port", "working_dir",
    ]);

    // MicroClaw only warns of a key it does not know, so a misspelt one would be dropped.
    private static readonly ImmutableHashSet<string> TopLevelKeys =
    [
        "a2a", "alerts", "allow_group_slash_without_mention", "anthropic_prompt_cache_enabled", "anthropic_prompt_cache_ttl", "api_key", "api_keys", "aux_models",
        "bash_dangerous_patterns", "bot_username", "channels", "chat_turn_queue_max_pending", "checkpoints_enabled", "clawhub_agent_tools_enabled", "clawhub_registry",
        "clawhub_skip_security_warnings", "clawhub_token", "clawhub_verify_on_load", "compact_keep_recent", "compaction_timeout_secs", "context_dir", "context_max_chars",
        "context_pressure_compact_pct", "control_chat_ids", "default_mcp_request_timeout_secs", "default_tool_timeout_secs", "diff_max_lines",
        "dlq_max_replay_attempts", "dlq_replay_enabled", "dlq_replay_interval_secs", "egress_policy", "embedding_api_key", "embedding_base_url", "embedding_dim", "embedding_model",
        "embedding_provider", "enable_mid_turn_injection", "fallback_model", "file_diffs_in_chat", "heartbeat", "high_risk_tool_user_confirmation_required", "idle_checkin",
        "interjection", "kg_max_triples_per_chat", "llm_base_url", "llm_provider", "llm_providers", "llm_user_agent", "max_document_size_mb", "max_history_messages",
        "max_session_messages", "max_tokens", "max_tool_iterations", "media", "memory_graph_max_hops", "memory_graph_max_triples", "memory_graph_recall_enabled",
        "memory_l0_identity_pct", "memory_l1_essential_pct", "memory_max_entries_per_chat", "memory_max_global_entries", "memory_recency_half_life_days", "memory_token_budget",
        "mid_turn_injection_echo", "model", "model_context_window", "model_prices", "observability", "openai_api_key", "openai_base_url", "openai_compat_body_overrides",
        "openai_compat_body_overrides_by_model", "openai_compat_body_overrides_by_provider", "output_guardrail", "override_timezone", "parallel_tool_max_concurrency", "plugins",
        "provider_presets", "reflector_enabled", "reflector_interval_mins", "rtk", "sandbox", "self_recheck", "show_thinking", "skill_archive_after_days",
        "skill_review_min_tool_calls", "skills_catalog_top_k", "skills_dir", "sleep_time", "soul_path", "souls_dir", "subagents", "token_budget", "tool_concurrency_overrides",
        "tool_policy", "tool_repeat_limit", "tool_repeat_window", "tool_result_artifact_ttl_hours", "tool_result_truncation_head_chars", "tool_result_truncation_tail_chars",
        "tool_result_truncation_threshold_chars", "tool_timeout_overrides", "trust_report", "user_message_language", "user_model_max_chars", "voice_provider", "voice_round_trip",
        "voice_transcription_command", "web_fetch_url_validation", "web_fetch_validation", "web_max_inflight_per_session", "web_max_requests_per_window", "web_rate_window_seconds",
        "web_run_history_limit", "web_search", "web_session_idle_ttl_seconds", "working_dir_isolation",
    ];

    // Its ids are the file's own words (upstream's docs/generated/provider-matrix.md).
    private static readonly ImmutableHashSet<string> Providers = ["anthropic", "custom", "google", "groq", "mistral", "ollama", "openai", "openrouter"];

    public string Runtime => "microclaw";

    public int DefaultPort => 10961;

    public string NativeFileName => "microclaw.config.yaml";

    public ImmutableArray<string> KeptSecrets => [EnvironmentSpec.ApiTokenSecret];

    public ImmutableArray<SpecFault> Check(MemberSpec spec) =>
    [
        .. MicroClawChannelCheck.Check(spec),
        .. Faults.Model(spec, "MicroClaw", Providers.Contains),
        .. Patcher.Check(spec.Config),
        .. (spec.Config ?? []).Select(p => p.Key).Where(k => !TopLevelKeys.Contains(k) && !Patcher.Owned.Contains(k)).Select(k => Faults.Error(
            $"config.{k}", $"MicroClaw has no config key {k}", "it would only warn of it and go on without", "use one of its own keys, such as max_tokens or tool_policy")),
        .. MicroClawNativeChannels.Check(spec),
        .. Faults.Organisation(spec, "MicroClaw"),
        .. Faults.Unanswered(spec, "MicroClaw"),
        .. Faults.Database(spec, "MicroClaw", "it keeps its state in SQLite"),
        .. Faults.NextPort(spec),
    ];

    public NativeLaunch Render(MemberSpec spec, RenderInput input)
    {
        var secrets = new MemberSecrets(input);
        var home = $"{input.Paths.State}/microclaw";
        var path = $"{input.Paths.Config}/{NativeFileName}";
        var environment = StateEnvironment.Variables(input).SetItems(
        [
            new("MICROCLAW_CONFIG", path),
            new("NO_COLOR", "1"),
        ]);
        string Text() => YamlWriter.Write(Patcher.Patch(
            Patcher.Baked(input, YamlReader.Read), Rendered(secrets.Plain(spec), input, secrets, home), spec.Config, input, (_, reference) => JsonValue.Create(secrets.Value(reference))));
        return new NativeLaunch
        {
            // A mounted file lies where MicroClaw reads it, and may be read-only.
            Files = input.UserFile is null ? [new NativeFile(path, NativeFormat.Yaml, Text())] : [],
            Argv = ["microclaw", "start"],
            Environment = environment,
            RemovedEnvironment = ConfigPatcher.Removed(environment.Keys),
            Directories = [home, .. StateEnvironment.Directories(input)],
            WorkingDirectory = input.Paths.Workspace,

            // Without a password MicroClaw takes a word that everybody can read in its source. Its own command makes one up; given one, it would show in argv.
            FirstStart = new FirstStart(["microclaw", "web", "password-generate"], $"{input.Paths.State}/clawfleet/microclaw-web-password"),
            Supervision = new Supervision(UpstreamPort(spec, input), "/health", StopSignal: 2),
            Notes = spec.Provider is null && input.UserFile is null
                ? ["no model is configured: MicroClaw runs and every chat fails until the member has `provider:` and `model:` (CLAWDEN_LLM_PROVIDER, CLAWDEN_LLM_MODEL)"]
                : [],
        };
    }

    private static JsonObject Rendered(MemberSpec spec, RenderInput input, MemberSecrets secrets, string home)
    {
        var channels = MicroClawChannels.Render(spec, secrets);
        channels["web"] = new JsonObject { ["enabled"] = true };
        var tree = new JsonObject
        {
            ["data_dir"] = home,
            ["working_dir"] = input.Paths.Workspace,
            ["context_dir"] = input.Paths.Workspace,
            ["web_enabled"] = true,
            ["web_host"] = "127.0.0.1",
            ["web_port"] = spec.Port + 1,
            ["a2a"] = new JsonObject
            {
                ["enabled"] = true,
                ["agent_name"] = spec.Member,
                ["shared_tokens"] = new JsonArray(secrets.Value(MemberSecrets.ApiToken(spec))),
            },
            ["channels"] = channels,
        };
        if (MicroClawTelemetry.Render(spec, input) is { } telemetry)
        {
            tree["observability"] = telemetry;
        }

        if (spec.Provider is not { } provider)
        {
            // MicroClaw stops without a key, but for a provider that needs none. Nothing answers at Ollama's address in the container.
            tree["llm_provider"] = "ollama";
            tree["model"] = "no-model-configured";
            return tree;
        }

        tree["llm_provider"] = provider.Type;
        tree["model"] = ModelNames.Unprefixed(spec.Model!, provider);
        if (provider.BaseUrl is { } url)
        {
            tree["llm_base_url"] = provider.Type switch
            {
                // For Anthropic it adds /v1/messages itself, for the others only what follows /v1 (src/llm/openai.rs).
                "anthropic" when url.TrimEnd('/').EndsWith("/v1", StringComparison.Ordinal) => url.TrimEnd('/')[..^3],
                "ollama" => OllamaAddress.Compatible(url),
                _ => url,
            };
        }

        if (provider.ApiKey is { } key)
        {
            tree["api_key"] = secrets.Value(key);
        }
        else if (provider.Type == "custom")
        {
            // An endpoint of one's own may need no key, and MicroClaw demands one.
            tree["api_key"] = "none";
        }

        return tree;
    }

    /// <summary>The port upstream is told to take; a file of the user's own says it itself.</summary>
    /// <exception cref="RenderException">The user's file takes the member's own port, or is not YAML.</exception>
    private static int UpstreamPort(MemberSpec spec, RenderInput input)
    {
        if (input.UserFile is not { } own)
        {
            return spec.Port + 1;
        }

        try
        {
            var port = YamlReader.Read(own)["web_port"] is JsonValue value && value.TryGetValue<long>(out var given) ? (int)given : new MicroClawAdapter().DefaultPort;
            return port != spec.Port ? port : throw new RenderException(string.Create(
                CultureInfo.InvariantCulture, $"web_port of the mounted microclaw.config.yaml is {port}, the member's own port, where clawinit answers /health: write another one, such as web_port: {port + 1}"));
        }
        catch (FormatException e)
        {
            throw new RenderException($"the mounted microclaw.config.yaml cannot be read, {e.Message}: mend the file");
        }
    }
}
