using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.PicoClaw;

/// <summary>
/// The keys of PicoClaw 0.2.9's configuration: any other is a hard error there, wherever it stands, so it is refused before the start. A star is a free
/// table, such as a channel's settings. Source: the structs of <c>pkg/config</c> at v0.2.9; the rule is <c>pkg/config/diagnostics.go</c>.
/// </summary>
internal static class PicoClawKeys
{
    private const string Notation = """
        : version
        isolation: enabled
        isolation.expose_paths[]: source target mode
        agents.defaults: workspace restrict_to_workspace allow_read_outside_workspace provider model_name model_fallbacks image_model image_model_fallbacks max_tokens context_window temperature max_tool_iterations summarize_message_threshold summarize_token_percent max_media_size steering_mode max_parallel_turns split_on_marker context_manager context_manager_config* max_llm_retries llm_retry_backoff_secs
        agents.defaults.routing: enabled light_model threshold
        agents.defaults.subturn: max_depth max_concurrent default_timeout_minutes default_token_budget concurrency_timeout_sec
        agents.defaults.tool_feedback: enabled max_args_length separate_messages
        agents.defaults.turn_profile: enabled
        agents.defaults.turn_profile.history: mode allow
        agents.defaults.turn_profile.system_prompt: mode allow
        agents.defaults.turn_profile.skills: mode allow
        agents.defaults.turn_profile.tools: mode allow
        agents.list[]: id default name workspace skills
        agents.list[].model: primary fallbacks
        agents.list[].subagents: allow_agents
        agents.list[].subagents.model: primary fallbacks
        agents.dispatch.rules[]: name agent session_dimensions
        agents.dispatch.rules[].when: channel account space chat topic sender mentioned
        session: dimensions identity_links*
        evolution: enabled mode state_dir min_task_count min_success_ratio cold_path_trigger cold_path_times min_case_count min_success_rate
        channel_list.<name>: enabled type allow_from reasoning_channel_id settings*
        channel_list.<name>.group_trigger: mention_only prefixes
        channel_list.<name>.typing: enabled
        channel_list.<name>.placeholder: enabled text
        model_list[]: model_name provider model api_base proxy fallbacks auth_method connect_mode workspace rpm max_tokens_field request_timeout thinking_level tool_schema_transform extra_body* custom_headers* api_keys enabled user_agent
        model_list[].streaming: enabled
        gateway: host port hot_reload log_level
        events.logging: enabled include exclude min_severity include_payload
        hooks: enabled
        hooks.defaults: observer_timeout_ms interceptor_timeout_ms approval_timeout_ms
        hooks.builtins.<name>: enabled priority config*
        hooks.processes.<name>: enabled priority transport command dir env* observe intercept
        tools: allow_read_paths allow_write_paths filter_sensitive_data filter_min_length
        tools.web: enabled provider prefer_native proxy fetch_limit_bytes format private_host_whitelist
        tools.web.brave: enabled api_keys max_results
        tools.web.tavily: enabled api_keys base_url max_results
        tools.web.sogou: enabled max_results
        tools.web.duckduckgo: enabled max_results
        tools.web.gemini: enabled api_key model max_results
        tools.web.perplexity: enabled api_keys max_results
        tools.web.searxng: enabled base_url max_results
        tools.web.glm_search: enabled api_key base_url search_engine max_results
        tools.web.baidu_search: enabled api_key base_url max_results
        tools.cron: enabled exec_timeout_minutes allow_command
        tools.exec: enabled enable_deny_patterns allow_remote custom_deny_patterns custom_allow_patterns timeout_seconds
        tools.skills: enabled max_concurrent_searches registries*
        tools.skills.github: base_url token proxy
        tools.skills.search_cache: max_size ttl_seconds
        tools.media_cleanup: enabled max_age_minutes interval_minutes
        tools.mcp: enabled max_inline_text_chars
        tools.mcp.discovery: enabled ttl max_search_results use_bm25 use_regex
        tools.mcp.servers.<name>: enabled deferred command args env* env_file type url headers*
        tools.read_file: enabled mode max_read_file_size
        heartbeat: enabled interval
        devices: enabled monitor_usb
        voice: model_name tts_model_name echo_transcription elevenlabs_api_key
        build_info: version git_commit build_time go_version
        tools.{append_file|edit_file|find_skills|i2c|install_skill|list_dir|load_image|message|serial|send_file|send_tts|spawn|spawn_status|spi|subagent|web_fetch|write_file}: enabled
        """;

    // Path of a table, with <name> for a user's own key and [] for the items of a list, to its keys.
    private static readonly ImmutableDictionary<string, ImmutableHashSet<string>> Tables = Read();

    /// <summary>Dotted paths of the keys of <paramref name="tree"/> that PicoClaw does not know, in the order they stand in.</summary>
    public static IEnumerable<string> Unknown(JsonObject tree) => Unknown(tree, "", "");

    private static IEnumerable<string> Unknown(JsonObject tree, string place, string path)
    {
        var names = Tables.ContainsKey(Inner(place, "<name>"));
        foreach (var (key, value) in tree)
        {
            var at = Inner(path, key);
            var table = Inner(place, names ? "<name>" : key);
            if (!names && Tables[place].Contains(key + "*"))
            {
                continue;
            }

            if (!names && !Tables.ContainsKey(table) && !Tables.ContainsKey(table + "[]"))
            {
                if (!Tables[place].Contains(key))
                {
                    yield return at;
                }

                continue;
            }

            var inner = value switch
            {
                JsonObject o when Tables.ContainsKey(table) => Unknown(o, table, at),
                JsonArray items when Tables.ContainsKey(table + "[]") => items.SelectMany((item, i) => item is JsonObject o ? Unknown(o, table + "[]", $"{at}[{i}]") : []),
                _ => [],
            };
            foreach (var unknown in inner)
            {
                yield return unknown;
            }
        }
    }

    private static ImmutableDictionary<string, ImmutableHashSet<string>> Read()
    {
        var tables = new Dictionary<string, ImmutableHashSet<string>>(StringComparer.Ordinal);
        foreach (var line in Notation.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var keys = line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            foreach (var path in Paths(line[..colon]))
            {
                tables[path] = [.. keys];

                // The tables above are known by the ones in them.
                for (var dot = path.LastIndexOf('.'); dot > 0; dot = path.LastIndexOf('.', dot - 1))
                {
                    tables.TryAdd(path[..dot], []);
                }
            }
        }

        return tables.ToImmutableDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Paths(string path)
    {
        var open = path.IndexOf('{', StringComparison.Ordinal);
        return open < 0 ? [path] : path[(open + 1)..^1].Split('|').Select(name => path[..open] + name);
    }

    private static string Inner(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";
}
