using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.PicoClaw;

/// <summary>The settings of PicoClaw 0.2.9, configuration version 3; unknown ones are errors wherever they stand.</summary>
/// <remarks>Source: the structs of <c>pkg/config</c> at v0.2.9. Inside a channel's <c>settings</c> upstream reads past unknown keys; the simulator refuses them.</remarks>
internal static class PicoClawSchema
{
    public const int Version = 3;

    public static SettingSchema Settings { get; } = SettingSchema.Parse("""
        : version#
        isolation: enabled?
        isolation.expose_paths[]: source target mode
        agents.defaults: workspace restrict_to_workspace? allow_read_outside_workspace? provider model_name model_fallbacks[] image_model image_model_fallbacks[] max_tokens# context_window# temperature~ max_tool_iterations# summarize_message_threshold# summarize_token_percent# max_media_size# steering_mode max_parallel_turns# split_on_marker? context_manager context_manager_config* max_llm_retries# llm_retry_backoff_secs#
        agents.defaults.routing: enabled? light_model threshold~
        agents.defaults.subturn: max_depth# max_concurrent# default_timeout_minutes# default_token_budget# concurrency_timeout_sec#
        agents.defaults.tool_feedback: enabled? max_args_length# separate_messages?
        agents.defaults.turn_profile: enabled?
        agents.defaults.turn_profile.history: mode allow[]
        agents.defaults.turn_profile.system_prompt: mode allow[]
        agents.defaults.turn_profile.skills: mode allow[]
        agents.defaults.turn_profile.tools: mode allow[]
        agents.list[]: id default? name workspace skills[]
        agents.list[].model: primary fallbacks[]
        agents.list[].subagents: allow_agents[]
        agents.list[].subagents.model: primary fallbacks[]
        agents.dispatch.rules[]: name agent session_dimensions[]
        agents.dispatch.rules[].when: channel account space chat topic sender mentioned?
        session: dimensions[] identity_links*
        evolution: enabled? mode state_dir min_task_count# min_success_ratio~ cold_path_trigger cold_path_times[] min_case_count# min_success_rate~
        channel_list.<name>: enabled? type allow_from* reasoning_channel_id settings*
        channel_list.<name>.group_trigger: mention_only? prefixes[]
        channel_list.<name>.typing: enabled?
        channel_list.<name>.placeholder: enabled? text*
        model_list[]: model_name provider model api_base proxy fallbacks[] auth_method connect_mode workspace rpm# max_tokens_field request_timeout# thinking_level tool_schema_transform extra_body* custom_headers* api_keys[] enabled? user_agent
        model_list[].streaming: enabled?
        gateway: host port# hot_reload? log_level
        events.logging: enabled? include[] exclude[] min_severity include_payload?
        hooks: enabled?
        hooks.defaults: observer_timeout_ms# interceptor_timeout_ms# approval_timeout_ms#
        hooks.builtins.<name>: enabled? priority# config*
        hooks.processes.<name>: enabled? priority# transport command[] dir env* observe[] intercept[]
        tools: allow_read_paths[] allow_write_paths[] filter_sensitive_data? filter_min_length#
        tools.web: enabled? provider prefer_native? proxy fetch_limit_bytes# format private_host_whitelist*
        tools.web.brave: enabled? api_keys[] max_results#
        tools.web.tavily: enabled? api_keys[] base_url max_results#
        tools.web.sogou: enabled? max_results#
        tools.web.duckduckgo: enabled? max_results#
        tools.web.gemini: enabled? api_key model max_results#
        tools.web.perplexity: enabled? api_keys[] max_results#
        tools.web.searxng: enabled? base_url max_results#
        tools.web.glm_search: enabled? api_key base_url search_engine max_results#
        tools.web.baidu_search: enabled? api_key base_url max_results#
        tools.cron: enabled? exec_timeout_minutes# allow_command?
        tools.exec: enabled? enable_deny_patterns? allow_remote? custom_deny_patterns[] custom_allow_patterns[] timeout_seconds#
        tools.skills: enabled? max_concurrent_searches# registries*
        tools.skills.github: base_url token proxy
        tools.skills.search_cache: max_size# ttl_seconds#
        tools.media_cleanup: enabled? max_age_minutes# interval_minutes#
        tools.mcp: enabled? max_inline_text_chars#
        tools.mcp.discovery: enabled? ttl# max_search_results# use_bm25? use_regex?
        tools.mcp.servers.<name>: enabled? deferred? command args[] env* env_file type url headers*
        tools.read_file: enabled? mode max_read_file_size#
        heartbeat: enabled? interval#
        devices: enabled? monitor_usb?
        voice: model_name tts_model_name echo_transcription? elevenlabs_api_key
        build_info: version git_commit build_time go_version
        tools.{append_file|edit_file|find_skills|i2c|install_skill|list_dir|load_image|message|serial|send_file|send_tts|spawn|spawn_status|spi|subagent|web_fetch|write_file}: enabled?
        """);

    /// <summary>A channel's own settings, by its type.</summary>
    public static SettingSchema Channels { get; } = SettingSchema.Parse("""
        pico: token allow_token_query? allow_origins[] ping_interval# read_timeout# write_timeout# max_connections#
        pico.streaming: enabled? throttle_seconds# min_growth_chars#
        telegram: token base_url proxy use_markdown_v2? media_group_delay_ms#
        telegram.streaming: enabled? throttle_seconds# min_growth_chars#
        discord: token proxy mention_only?
        slack: bot_token app_token
        matrix: homeserver user_id access_token device_id join_on_invite? message_format crypto_database_path crypto_passphrase
        feishu: app_id app_secret encrypt_key verification_token random_reaction_emoji* is_lark?
        dingtalk: client_id client_secret
        qq: app_id app_secret max_message_length# max_base64_file_size_mib# send_markdown?
        wecom: bot_id secret websocket_url send_thinking_message?
        wecom.streaming: enabled? throttle_seconds# min_growth_chars#
        weixin: token account_id base_url cdn_base_url proxy
        line: channel_secret channel_access_token webhook_host webhook_port# webhook_path
        onebot: ws_url access_token reconnect_interval# group_trigger_prefix[]
        irc: server tls? nick user real_name password nickserv_password sasl_user sasl_password channels* request_caps*
        vk: token group_id#
        whatsapp: bridge_url use_native? session_store_path
        mqtt: broker agent_id topic_prefix username password client_id keep_alive# qos#
        """);

    /// <summary>What a channel does not work without; upstream leaves it out without a word. The others have no settings here.</summary>
    public static IReadOnlyDictionary<string, string[]> Credentials { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["dingtalk"] = ["client_id", "client_secret"],
        ["discord"] = ["token"],
        ["feishu"] = ["app_id", "app_secret"],
        ["irc"] = ["server", "nick"],
        ["line"] = ["channel_secret", "channel_access_token"],
        ["matrix"] = ["homeserver", "user_id", "access_token"],
        ["mqtt"] = ["broker", "agent_id"],
        ["onebot"] = ["ws_url"],
        ["pico"] = ["token"],
        ["qq"] = ["app_id", "app_secret"],
        ["slack"] = ["bot_token", "app_token"],
        ["telegram"] = ["token"],
        ["vk"] = ["token", "group_id"],
        ["wecom"] = ["bot_id", "secret"],
        ["weixin"] = ["token"],
        ["whatsapp"] = ["bridge_url"],
    };

    /// <summary>Settings that are credentials, and so may be <c>file://</c> references.</summary>
    public static IReadOnlySet<string> Secrets { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "access_token", "app_secret", "app_token", "bot_token", "channel_access_token", "channel_secret", "client_secret", "encrypt_key", "nickserv_password", "password",
        "sasl_password", "secret", "token", "verification_token",
    };

    /// <summary>Values of <c>model_list[].provider</c> that fleets use, and whether one starts without a key.</summary>
    public static IReadOnlyDictionary<string, bool> Providers { get; } = new Dictionary<string, bool>(StringComparer.Ordinal)
    {
        ["anthropic"] = false,
        ["anthropic-messages"] = false,
        ["cerebras"] = true,
        ["deepseek"] = true,
        ["gemini"] = true,
        ["groq"] = true,
        ["litellm"] = true,
        ["lmstudio"] = true,
        ["mistral"] = true,
        ["moonshot"] = true,
        ["nvidia"] = true,
        ["ollama"] = true,
        ["openai"] = true,
        ["openrouter"] = true,
        ["venice"] = true,
        ["vllm"] = true,
        ["zai"] = true,
        ["zhipu"] = true,
    };
}
