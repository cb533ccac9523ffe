using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.MicroClaw;

/// <summary>MicroClaw's settings and their types. Sources: the structs in upstream's <c>src/config/*.rs</c> and <c>src/channels/*.rs</c>.</summary>
internal static class MicroClawSchema
{
    /// <summary>Top-level settings: a wrong type stops the start, an unknown one is only warned of.</summary>
    public static SettingSchema TopLevel { get; } = SettingSchema.Parse("""
        : llm_provider api_key api_keys[] model llm_user_agent max_tokens# max_tool_iterations# compaction_timeout_secs# aux_models* max_history_messages# max_document_size_mb#
        : memory_token_budget# memory_l0_identity_pct# memory_l1_essential_pct# memory_max_entries_per_chat# memory_max_global_entries# kg_max_triples_per_chat#
        : tool_result_truncation_threshold_chars# tool_result_truncation_head_chars# tool_result_truncation_tail_chars# tool_result_artifact_ttl_hours#
        : memory_recency_half_life_days~ memory_graph_recall_enabled? memory_graph_max_hops# memory_graph_max_triples# tool_repeat_window# tool_repeat_limit#
        : anthropic_prompt_cache_enabled? anthropic_prompt_cache_ttl checkpoints_enabled? skill_archive_after_days# skills_catalog_top_k# max_session_messages# diff_max_lines#
        : file_diffs_in_chat? model_context_window# context_pressure_compact_pct# self_recheck* compact_keep_recent# default_tool_timeout_secs# tool_timeout_overrides*
        : default_mcp_request_timeout_secs# show_thinking? subagents* idle_checkin* heartbeat* token_budget* alerts* trust_report* user_message_language sleep_time* interjection*
        : chat_turn_queue_max_pending# enable_mid_turn_injection? mid_turn_injection_echo? parallel_tool_max_concurrency# tool_concurrency_overrides*
        : openai_compat_body_overrides* openai_compat_body_overrides_by_provider* openai_compat_body_overrides_by_model* provider_presets* llm_providers*
        : data_dir working_dir working_dir_isolation high_risk_tool_user_confirmation_required? bash_dangerous_patterns[] rtk* sandbox* timezone control_chat_ids[#]
        : discord_allowed_channels[#] discord_no_mention? allow_group_slash_without_mention? web_enabled? web_host web_port# web_max_inflight_per_session#
        : web_max_requests_per_window# web_rate_window_seconds# web_run_history_limit# web_session_idle_ttl_seconds# web_fetch_validation* web_fetch_url_validation* web_search*
        : output_guardrail* tool_policy* egress_policy* model_prices* reflector_enabled? reflector_interval_mins# dlq_replay_enabled? dlq_replay_interval_secs#
        : dlq_max_replay_attempts# skill_review_min_tool_calls# context_max_chars# voice_round_trip? user_model_max_chars# clawhub_registry clawhub_agent_tools_enabled?
        : clawhub_skip_security_warnings? clawhub_verify_on_load plugins* media* voice_provider observability* channels* telegram_bot_token bot_username allowed_groups[#]
        : llm_base_url fallback_model skills_dir override_timezone discord_bot_token embedding_provider embedding_api_key embedding_base_url embedding_model embedding_dim#
        : openai_api_key soul_path souls_dir context_dir clawhub_token openai_base_url voice_transcription_command
        a2a: enabled? public_base_url agent_name agent_description shared_tokens[] peers*
        """);

    /// <summary>Settings that may be null.</summary>
    public static IReadOnlySet<string> Optional { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        "llm_base_url", "fallback_model", "skills_dir", "override_timezone", "discord_bot_token", "embedding_provider", "embedding_api_key", "embedding_base_url", "embedding_model",
        "embedding_dim", "openai_api_key", "soul_path", "souls_dir", "context_dir", "clawhub_token", "openai_base_url", "voice_transcription_command", "observability",
    };

    /// <summary>Words of text settings that upstream has a fixed list for.</summary>
    public static IReadOnlyDictionary<string, string[]> Words { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["working_dir_isolation"] = ["shared", "chat"],
        ["user_message_language"] = ["en", "zh", "bilingual"],
        ["clawhub_verify_on_load"] = ["off", "warn", "block"],
        ["sandbox.mode"] = ["off", "all"],
    };

    /// <summary>The blocks below <c>channels</c> in the published image; keys that a block does not know are read past.</summary>
    public static IReadOnlyDictionary<string, SettingSchema> Channels { get; } = new Dictionary<string, SettingSchema>(StringComparer.Ordinal)
    {
        ["telegram"] = Channel("bot_token bot_username model allowed_groups[#] allowed_user_ids[#] topic_routing*", "streaming*"),
        ["discord"] = Channel("bot_token bot_username model allowed_channels[#] no_mention?", ""),
        ["slack"] = Channel("bot_token app_token bot_username model allowed_channels[] capture_unmentioned_images? inbound_image_max_mb# inbound_image_max_bytes#", ""),
        ["feishu"] = Channel("app_id app_secret connection_mode domain allowed_chats[] webhook_path verification_token encrypt_key bot_username model topic_mode? show_progress?", "ack_reaction?"),
        ["whatsapp"] = Channel("access_token phone_number_id allowed_user_ids webhook_verify_token bot_username model", "webhook_path api_version"),
        ["weixin"] = Channel("allowed_user_ids webhook_token bot_username model base_url cdn_base_url", "webhook_path"),
        ["dingtalk"] = Channel("robot_webhook_url allowed_chat_ids webhook_token bot_username model", "webhook_path"),
        ["signal"] = Channel("send_command allowed_numbers webhook_token bot_username model", "webhook_path"),
        ["qq"] = Channel("send_command allowed_user_ids webhook_token bot_username model", "webhook_path"),
        ["nostr"] = Channel("allowed_pubkeys publish_command webhook_token bot_username model", "webhook_path"),
        ["email"] = Channel("from_address sendmail_path allowed_senders webhook_token bot_username model", "webhook_path"),
        ["irc"] = Channel("server port nick username real_name channels password model mention_required tls tls_server_name tls_danger_accept_invalid_certs", ""),
        ["web"] = SettingSchema.Parse(": enabled? host port# hooks_token auth_token api_key_max_requests_per_window#"),
    };

    /// <summary>Keys without which an account, or a block that is its own account, does not deserialise or is skipped.</summary>
    public static IReadOnlyDictionary<string, string[]> Credentials { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["telegram"] = ["bot_token"],
        ["discord"] = ["bot_token"],
        ["slack"] = ["bot_token", "app_token"],
        ["feishu"] = ["app_id", "app_secret"],
        ["whatsapp"] = ["access_token", "phone_number_id"],
        ["email"] = ["from_address"],
        ["irc"] = ["server", "nick"],
    };

    private static SettingSchema Channel(string account, string own) => SettingSchema.Parse($": enabled? default_account {account} {own}\naccounts.<id>: enabled? {account}");
}
