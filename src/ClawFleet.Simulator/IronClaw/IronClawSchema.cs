using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>The settings of IronClaw 1.x (<c>config.toml</c>); unknown keys stop the start there too.</summary>
/// <remarks>Source: <c>crates/app/ironclaw_config/src/{config_file,retired_sections}.rs</c>.</remarks>
internal static class IronClawSchema
{
    public const string ApiVersion = "ironclaw.runtime/v1";

    public static SettingSchema Settings { get; } = SettingSchema.Parse("""
        : api_version
        boot: profile
        identity: tenant default_agent default_owner default_project
        policy: deployment_mode default_profile default_approval_policy
        drivers: default additional[]
        harness: id
        runner: heartbeat_interval_secs# poll_interval_ms# worker_count# max_concurrent_runs_per_user# max_concurrent_trigger_runs# max_concurrent_conversation_runs# max_concurrent_unbound_runs#
        skills: regex_activation_enabled?
        storage: backend url_env secret_master_key_env pool_max_size#
        llm.<slot>: provider_id model api_key_env base_url
        webui: listen_host listen_port# env_token_var env_user_id_var allowed_origins[] csp_header_override max_body_bytes_fallback# canonical_host
        google: client_id redirect_uri hosted_domain_hint
        budget: user_daily_usd~ project_daily_usd~ mission_per_tick_usd~ heartbeat_per_tick_usd~ routine_lightweight_usd~ routine_standard_usd~ background_job_default_usd~ default_tz warn_at~ pause_at~ overestimate_factor~
        trigger_poller: enabled? poll_interval_secs# fires_per_tick# max_concurrent_fires_per_trigger# startup_jitter_max_secs# tick_jitter_max_secs#
        memory: provider admin_overrides* mem0_base_url
        """);

    /// <summary>Sections that were taken out: these keys stop the start, other keys are ignored with a notice.</summary>
    public static IReadOnlyDictionary<string, string[]> RetiredSections { get; } = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        ["slack"] = ["installation_id", "team_id", "api_app_id", "slack_user_id", "user_id", "shared_subject_user_id", "channel_routes", "signing_secret_env", "bot_token_env"],
        ["telegram"] = [],
    };
}
