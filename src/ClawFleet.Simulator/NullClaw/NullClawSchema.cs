using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.NullClaw;

/// <summary>The settings of NullClaw that fleets are configured by, key by key; of other sections only the name is known and their inside is taken as given.</summary>
/// <remarks>Source: <c>src/config_types.zig</c>, <c>src/config_parse.zig</c>, <c>docs/en/gateway-api.md</c>.</remarks>
internal static class NullClawSchema
{
    public static SettingSchema Settings { get; } = SettingSchema.Parse("""
        : workspace default_temperature~ max_tokens# reasoning_effort default_provider default_model
        : model_routes* bindings* mcp_servers* reliability* scheduler* cron* tools* memory* cost* identity* composio* secrets* browser* http_request* hardware* peripherals* runtime*
        : session* diagnostics*
        models.providers.<name>: api_key* base_url api_url native_tools? user_agent
        agents: list*
        agents.defaults.model: primary
        agents.defaults.heartbeat: every enabled? interval_minutes#
        agent: compact_context? max_tool_iterations# max_history_messages# parallel_tools? tool_dispatcher token_limit# session_idle_timeout_secs# compaction_keep_recent# compaction_max_summary_chars# compaction_max_source_chars# status_show_emojis? message_timeout_secs# tool_filter_groups* vision_disabled_models[] auto_disable_vision_on_error?
        autonomy: level workspace_only? max_actions_per_hour# require_approval_for_medium_risk? block_high_risk_commands? block_medium_risk_commands? allowed_commands[] allow_raw_url_chars? allowed_paths[]
        gateway: port# host require_pairing? allow_public_bind? pair_rate_limit_per_minute# webhook_rate_limit_per_minute# idempotency_ttl_secs# paired_tokens[] max_body_size_bytes# request_timeout_secs#
        a2a: enabled? name description url version multi_modal?
        tunnel: provider ngrok* cloudflare* tailscale* custom*
        security: sandbox* resources* audit*
        channels: cli? web* external* nostr* webhook* maixcam*
        channels.telegram.accounts.<id>: bot_token allow_from[] group_allow_from[] group_policy reply_in_private? proxy interactive* require_mention? streaming? status_reactions? reaction_emojis* topic_commands_enabled? topic_map_command_enabled? commands_menu_mode webhook_secret draft_previews?
        channels.discord.accounts.<id>: token guild_id allow_bots? allow_from[] require_mention? intents#
        channels.slack.accounts.<id>: mode bot_token app_token signing_secret webhook_path channel_id allow_from[] dm_policy group_policy reply_to_mode
        channels.matrix.accounts.<id>: homeserver access_token room_id user_id allow_from[] group_allow_from[] group_policy
        channels.mattermost.accounts.<id>: bot_token base_url allow_from[] group_allow_from[] dm_policy group_policy chatmode onchar_prefixes[] require_mention?
        channels.whatsapp.accounts.<id>: access_token phone_number_id verify_token app_secret allow_from[] group_allow_from[] groups[] group_policy
        channels.irc.accounts.<id>: host port# nick username channels[] allow_from[] server_password nickserv_password sasl_password tls?
        channels.lark.accounts.<id>: app_id app_secret encrypt_key verification_token use_feishu? allow_from[] receive_mode port#
        channels.signal.accounts.<id>: http_url account allow_from[] group_allow_from[] group_policy ignore_attachments? ignore_stories?
        channels.line.accounts.<id>: access_token channel_secret port# allow_from[]
        channels.qq.accounts.<id>: app_id app_secret bot_token sandbox? receive_mode group_policy allowed_groups[] allow_from[]
        channels.onebot.accounts.<id>: url access_token group_trigger_prefix allow_from[]
        """);

    /// <summary>Keys without which a channel cannot be decoded, and is left out without a word upstream.</summary>
    public static IReadOnlyDictionary<string, string[]> Required { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["telegram"] = ["bot_token"],
        ["discord"] = ["token"],
        ["slack"] = ["bot_token"],
        ["matrix"] = ["homeserver", "access_token", "room_id"],
        ["mattermost"] = ["bot_token", "base_url"],
        ["whatsapp"] = ["access_token", "phone_number_id", "verify_token"],
        ["irc"] = ["host", "nick"],
        ["lark"] = ["app_id", "app_secret"],
        ["signal"] = ["http_url", "account"],
        ["line"] = ["access_token", "channel_secret"],
        ["qq"] = [],
        ["onebot"] = [],
    };

    /// <summary>Words that are enumerations, by key; any other drops the whole channel upstream.</summary>
    public static IReadOnlyDictionary<string, string[]> Words { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["slack.mode"] = ["socket", "http"],
        ["slack.reply_to_mode"] = ["off", "all"],
        ["lark.receive_mode"] = ["websocket", "webhook"],
        ["qq.receive_mode"] = ["websocket", "webhook"],
        ["qq.group_policy"] = ["allow", "allowlist"],
        ["telegram.commands_menu_mode"] = ["off", "flat", "scoped"],
    };

    /// <summary>Providers by their own name that fleets use; any other needs a base_url, or its requests go to OpenRouter.</summary>
    public static IReadOnlySet<string> Providers { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "anthropic", "cerebras", "cohere", "deepseek", "fireworks", "gemini", "google", "groq", "litellm", "mistral", "moonshot", "nvidia", "ollama", "openai", "openrouter", "perplexity",
        "together", "venice", "vllm", "xai", "zai",
    };
}
