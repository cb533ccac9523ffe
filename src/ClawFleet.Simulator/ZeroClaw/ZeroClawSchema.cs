using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>
/// The settings of ZeroClaw 0.8.4, schema version 3. Sections that fleets are configured by are known key by key; of the others only
/// the name is known and their inside is taken as given.
/// </summary>
/// <remarks>Source: <c>crates/zeroclaw-config/src/{schema,providers,multi_agent,scattered_types}.rs</c> of ZeroClaw 0.8.4.</remarks>
internal static class ZeroClawSchema
{
    public const int Version = 3;

    /// <summary>Channel types that the published binaries and the images <c>latest</c> and <c>debian</c> were built with.</summary>
    public static IReadOnlySet<string> PublishedChannels { get; } =
        new HashSet<string>(StringComparer.Ordinal) { "telegram", "discord", "webhook", "email", "filesystem", "matrix", "lark", "whatsapp" };

    public static SettingSchema Settings { get; } = SettingSchema.Parse("""
        : schema_version# locale
        : model_routes* embedding_routes* trust* security* backup* data_retention* cloud_ops* conversational_ai* security_ops* runtime* reliability*
        : scheduler* eval* pacing* skills* pipeline* query_classification* todotracker* cron* acp* storage* wss* composio* microsoft365* browser_delegate*
        : multimodal* media_pipeline* link_enricher* text_browser* project_intel* google_workspace* proxy* peripherals* delegate* skill_bundles*
        : knowledge_bundles* mcp_bundles* hooks* hardware* transcription* tts* mcp* mcpServers* nodes* onboard_state* notion* jira* node_transport* knowledge*
        : linkedin* image_gen* file_upload* file_upload_bundle* file_download* plugins* verifiable_intent* claude_code* claude_code_runner* codex_cli*
        : gemini_cli* opencode_cli* sop* shell_tool* escalation*
        providers: tts* transcription*
        providers.models.{openai|anthropic|qwen|glm|minimax|zai|doubao|yi|hunyuan|qianfan|baichuan|openrouter|ollama|gemini|gemini_cli|grok_cli|bedrock|telnyx|together|fireworks|groq|mistral|deepseek|atomic_chat|cohere|perplexity|xai|cerebras|sambanova|hyperbolic|deepinfra|huggingface|ai21|reka|baseten|nscale|anyscale|nebius|friendli|stepfun|aihubmix|siliconflow|astrai|avian|deepmyst|venice|nearai|novita|nvidia|vercel|cloudflare|atlascloud|ovh|copilot|lmstudio|llamacpp|sglang|vllm|osaurus|litellm|lepton|manifest|morph|github_models|upstage|featherless|arcee|lambda_ai|inception|synthetic|opencode|kilocli|kilo|custom}.<alias>: api_key kind uri model fallback[] fallback_models[] temperature~ timeout_secs# extra_headers* wire_api requires_openai_auth? max_tokens# merge_system_into_user? provider_extra* pricing* replay_assistant_reasoning? live_pricing? native_tools? think? vision? chat_template_kwargs* context_window# tls_ca_cert_path
        agents.<alias>: enabled? channels[] model_provider risk_profile runtime_profile skill_bundles[] knowledge_bundles[] mcp_bundles[] acp_enable_mcp? cron_jobs[] tts_provider transcription_provider classifier_provider precheck* summary_provider delegate_same_risk_profile? delegates* resolved* identity* memory*
        agents.<alias>.workspace: path access* unrestricted_filesystem? read_memory_from[]
        agents.<alias>.a2a: published? exposed_skills[]
        risk_profiles.<alias>: level workspace_only? allowed_commands[] forbidden_paths[] require_approval_for_medium_risk? block_high_risk_commands? shell_env_passthrough[] auto_approve[] always_ask[] allowed_roots[] allowed_path[] allowed_paths[] delegation_policy* approval_route* allowed_tools[] excluded_tools[] sandbox_enabled? sandbox_backend firejail_args[]
        runtime_profiles.<alias>: agentic? max_tool_iterations# max_actions_per_hour# max_cost_per_day_cents# shell_timeout_secs# max_delegation_depth# delegation_timeout_secs# agentic_timeout_secs# max_history_messages# max_context_tokens# compact_context? parallel_tools? tool_dispatcher tool_call_dedup_exempt[] max_system_prompt_chars# max_tool_result_chars# keep_tool_context_turns# memory_recall_limit# prompt_injection_mode strict_tool_parsing? thinking* history_pruning* eval* auto_classify* context_compression* tool_receipts* tool_filter_groups*
        peer_groups.<alias>: channel agents[] external_peers[] ignore[] output_modality admin_for_agent_scope?
        channels: cli? message_timeout_secs# max_concurrent_per_channel# ack_reactions? show_tool_calls? session_persistence? session_backend session_ttl_hours# debounce_ms#
        channels.telegram.<alias>: enabled? bot_token api_base_url stream_mode draft_update_interval_ms# debounce_ms# interrupt_on_new_message? mention_only? ack_reactions? proxy_url approval_timeout_secs# excluded_tools[] reply_min_interval_secs# reply_queue_depth_max#
        channels.discord.<alias>: enabled? bot_token guild_ids[] channel_ids[] archive? listen_to_bots? interrupt_on_new_message? mention_only? slash_commands? slash_command_scope proxy_url stream_mode draft_update_interval_ms# multi_message_delay_ms# stall_timeout_secs# intents_mask# reaction_notifications approval_timeout_secs# excluded_tools[] reply_min_interval_secs# reply_queue_depth_max#
        channels.webhook.<alias>: enabled? port# listen_path send_url send_method auth_header secret excluded_tools[] reply_min_interval_secs# reply_queue_depth_max# max_retries# retry_base_delay_ms# retry_max_delay_ms#
        channels.email.<alias>: enabled? imap_host imap_port# imap_folder smtp_host smtp_port# smtp_tls? smtp_username smtp_password username password from_address idle_timeout_secs# poll_interval_secs# default_subject max_attachment_bytes# excluded_tools[] html_body? oauth2* observer_mode?
        channels.matrix.<alias>: enabled? homeserver access_token user_id device_id allowed_rooms[] interrupt_on_new_message? stream_mode draft_update_interval_ms# multi_message_delay_ms# stream_draft_lines# message_max_bytes# stream_draft_delete? stream_reasoning stream_tool_arguments* mention_only? recovery_key password approval_timeout_secs# reply_in_thread? ack_reactions? excluded_tools[] reply_min_interval_secs# reply_queue_depth_max#
        channels.lark.<alias>: enabled? app_id app_secret encrypt_key verification_token mention_only? use_feishu? receive_mode port# proxy_url excluded_tools[] approval_timeout_secs# per_user_session? ack_reactions? stream_mode draft_update_interval_ms#
        channels.whatsapp.<alias>: enabled? access_token phone_number_id verify_token app_secret session_path pair_phone pair_code ws_url mention_only? passive_group_context? interrupt_on_new_message? mode dm_policy group_policy self_chat_mode? dm_mention_patterns[] group_mention_patterns[] allowed_groups[] proxy_url approval_timeout_secs# excluded_tools[] reply_min_interval_secs# reply_queue_depth_max#
        channels.slack.<alias>: enabled? bot_token app_token channel_ids[] interrupt_on_new_message? thread_replies? mention_only? strict_mention_in_thread? thread_context_max_messages# use_markdown_blocks? proxy_url stream_drafts? draft_update_interval_ms# cancel_reaction approval_timeout_secs# excluded_tools[] reply_min_interval_secs# reply_queue_depth_max#
        channels.signal.<alias>: enabled? http_url account group_ids[] dm_only? ignore_attachments? ignore_stories? proxy_url approval_timeout_secs# excluded_tools[] reply_min_interval_secs# reply_queue_depth_max#
        channels.filesystem.<alias>: enabled? paths[] recursive? include[] exclude[] events[] debounce_ms# settle_ms# read_content? follow_symlinks? max_content_bytes# allow_broad_roots? excluded_tools[]
        channels.{mattermost|imessage|linq|nextcloud_talk|gmail_push|irc|twitch|line|dingtalk|wecom|wecom_ws|wechat|qq|twitter|mochat|nostr|clawdtalk|reddit|bluesky|git|voice_call|voice_wake|voice_duplex|mqtt|amqp}: <alias>*
        gateway: port# host require_pairing? allow_public_bind? allow_remote_admin? paired_tokens[] pair_rate_limit_per_minute# webhook_rate_limit_per_minute# trust_forwarded_headers? path_prefix rate_limit_max_keys# idempotency_ttl_secs# idempotency_max_keys# session_persistence? session_ttl_hours# websocket_ping_interval_secs# pairing_dashboard* web_dist_dir tls* request_timeout_secs# long_running_request_timeout_secs# check_updates? allow_self_upgrade?
        a2a.server: enabled? bind port# public_base_url
        memory: backend auto_save? hygiene_enabled? consolidation_extract_facts? archive_after_days# purge_after_days# conversation_retention_days# daily_retention_days# core_retention_days# embedding_provider embedding_model embedding_dimensions# auto_reindex_on_identity_change? embedding_api_key vector_weight~ keyword_weight~ search_mode min_relevance_score~ embedding_cache_size# chunk_max_tokens# response_cache_enabled? response_cache_ttl_minutes# response_cache_max_entries# response_cache_hot_entries# snapshot_enabled? snapshot_on_hygiene? auto_hydrate? retrieval_stages[] candidate_multiplier# rerank_enabled? rerank_threshold# rerank_strategy mmr_lambda~ importance_weight~ recency_weight~ fts_early_return_score~ default_namespace conflict_threshold~ conflict_supersede_enabled? dedup_on_write? dedup_jaccard_threshold~ dedup_action core_max_rows# core_max_bytes# daily_max_rows# evict_order pin_namespaces[] pin_min_importance~ audit_enabled? audit_retention_days# policy* types*
        observability: backend otel_endpoint otel_service_name otel_headers* log_persistence log_persistence_path log_persistence_max_entries# log_persistence_max_bytes# log_persistence_rotate_daily? log_persistence_retention_max_files# log_persistence_retention_max_age_days# log_tool_io log_tool_io_truncate_bytes# log_tool_io_denylist[] log_llm_request_payload otel_genai_content otel_genai_content_max_chars# otel_tool_io otel_tool_io_max_chars# runtime_trace_mode runtime_trace_path runtime_trace_max_entries#
        tunnel: tunnel_provider cloudflare* tailscale* ngrok* openvpn* custom* pinggy*
        secrets: encrypt?
        browser: enabled? allowed_domains[] session_name backend headed? native_headless? native_webdriver_url native_chrome_path computer_use* allowed_private_hosts[]
        http_request: enabled? allowed_domains[] max_response_size# timeout_secs# allow_private_hosts? allowed_private_hosts[] secrets*
        web_search: enabled? search_provider brave_api_key tavily_api_key jina_api_key bocha_api_key searxng_instance_url max_results# timeout_secs#
        web_fetch: enabled? allowed_domains[] blocked_domains[] allowed_private_hosts[] max_response_size# timeout_secs# firecrawl*
        cost: enabled? daily_limit_usd~ monthly_limit_usd~ warn_at_percent# allow_override? enforcement* track_per_agent? rates* prices*
        heartbeat: enabled? agent interval_minutes# two_phase? message target channel to recipient adaptive? min_interval_minutes# max_interval_minutes# deadman_timeout_minutes# deadman_channel deadman_to max_run_history# load_session_context? task_timeout_secs#
        """);

    /// <summary>The few words a text setting takes, where ZeroClaw has a fixed list.</summary>
    public static IReadOnlyDictionary<string, string[]> Words { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["observability.backend"] = ["none", "noop", "log", "verbose", "prometheus", "otel", "otlp", "opentelemetry"],
        ["risk_profiles.*.level"] = ["readonly", "supervised", "full"],
        ["memory.backend"] = ["sqlite", "lucid", "markdown", "none"],
        ["tunnel.tunnel_provider"] = ["none", "cloudflare", "tailscale", "ngrok", "openvpn", "custom", "pinggy"],
    };
}
