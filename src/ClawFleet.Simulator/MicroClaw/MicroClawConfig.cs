using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.MicroClaw;

/// <summary>MicroClaw's configuration after the file and upstream's checks (<c>src/config/core.rs</c>, <c>post_deserialize</c>).</summary>
/// <param name="Tree">All settings.</param>
/// <param name="Warnings">What upstream says aloud and goes on.</param>
internal sealed record MicroClawConfig(JsonObject Tree, IReadOnlyList<string> Warnings)
{
    private const string FileName = "microclaw.config.yaml";

    private static readonly string[] WithoutKey = ["ollama", "openai-codex", "qwen-portal"];

    // The start-up check for "at least one channel" knows these alone.
    private static readonly string[] Counted = ["telegram", "discord", "slack", "feishu", "matrix", "irc", "web"];

    public string Host => Tree.Text("web_host") ?? "127.0.0.1";

    public int Port => Tree.Whole("web_port") ?? 10961;

    public bool WebEnabled => IsEnabled("web") ?? Tree.Flag("web_enabled") ?? true;

    public bool A2aEnabled => Tree.Flag("a2a", "enabled") ?? false;

    public IReadOnlyList<string> SharedTokens => Tree.Texts("a2a", "shared_tokens");

    public string AgentName => Tree.Text("a2a", "agent_name")?.Trim() is { Length: > 0 } name ? name : Tree.Text("bot_username")?.Trim() is { Length: > 0 } bot ? bot : "MicroClaw";

    public string Provider => (Tree.Text("llm_provider") ?? "anthropic").Trim().ToLowerInvariant();

    /// <summary>Ollama where nobody says otherwise is on the machine's own loopback, and in a container nothing answers there.</summary>
    public bool HasModel => Provider != "ollama" || Tree.Text("llm_base_url") is { Length: > 0 };

    public string RuntimeDirectory => Path.Combine(Tree.Text("data_dir") ?? Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".microclaw"), "runtime");

    public string WorkingDirectory => Tree.Text("working_dir") ?? Path.Combine(Path.GetDirectoryName(RuntimeDirectory)!, "working_dir");

    /// <exception cref="StartRefusedException">There is no such file, exit code 2.</exception>
    public static string Find(string? given, Func<string, string?> variable)
    {
        var named = given ?? variable("MICROCLAW_CONFIG");
        var path = named is { Length: > 0 } ? named : File.Exists(FileName) ? FileName : "microclaw.config.yml";
        return File.Exists(path) ? path : throw new StartRefusedException(named is { Length: > 0 } ? $"MICROCLAW_CONFIG points to a file that does not exist: {path}" : $"No {FileName} found. Run `microclaw setup` to create one.", 2);
    }

    /// <exception cref="StartRefusedException">The file is refused, exit code 1.</exception>
    public static MicroClawConfig Load(string path)
    {
        JsonObject tree;
        try
        {
            tree = YamlReader.Read(File.ReadAllText(path));
        }
        catch (FormatException e)
        {
            throw new StartRefusedException($"Failed to parse {path}: {e.Message}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"Failed to read {path}: {e.Message}");
        }

        foreach (var key in tree.Where(p => p.Value is null && MicroClawSchema.Optional.Contains(p.Key)).Select(p => p.Key).ToList()) tree.Remove(key);
        var unknown = tree.Select(p => p.Key).Where(key => MicroClawSchema.TopLevel[key] is null).ToList();
        var faults = MicroClawSchema.TopLevel.Faults(tree).Where(fault => !fault.StartsWith("unknown field", StringComparison.Ordinal)).ToList();
        if (faults.Count > 0) throw new StartRefusedException($"Failed to parse {path}: {faults[0]}");
        foreach (var (setting, words) in MicroClawSchema.Words)
        {
            if (tree.Text(setting.Split('.')) is { } word && !words.Contains(word))
                throw new StartRefusedException($"Failed to parse {path}: unknown variant `{word}` for `{setting}`, expected one of {string.Join(", ", words)}");
        }

        var config = new MicroClawConfig(tree, [.. unknown.Select(key => $"unknown config key `{key}` is ignored")]);
        if (tree.At("channels") is not (null or JsonObject)) throw new StartRefusedException($"Failed to parse {path}: invalid type for `channels`: expected a table");
        if (!Counted.Any(name => name == "web" ? config.WebEnabled : config.IsEnabled(name) ?? false))
            throw new StartRefusedException("Config error: At least one channel must be enabled and configured (via channels.<name>.enabled or legacy channel settings).");
        if (string.IsNullOrEmpty(tree.Text("api_key")) && !WithoutKey.Contains(config.Provider)) throw new StartRefusedException("Config error: api_key is required");
        return config;
    }

    /// <summary>Whether a channel counts as enabled: what it says, else that it is there. Null when it is not there.</summary>
    public bool? IsEnabled(string channel) => Tree.At("channels", channel) is not { } block ? null : (block as JsonObject)?.Flag("enabled") ?? true;
}
