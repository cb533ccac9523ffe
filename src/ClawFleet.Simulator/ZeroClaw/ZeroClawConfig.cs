using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>ZeroClaw's configuration after file, migration, environment and checks.</summary>
/// <param name="Tree">All settings.</param>
/// <param name="Overridden">Paths set by the environment.</param>
/// <param name="Warnings">What upstream says aloud and goes on.</param>
internal sealed record ZeroClawConfig(JsonObject Tree, IReadOnlyList<string> Overridden, IReadOnlyList<string> Warnings)
{
    public string Host => Tree.Text("gateway", "host") ?? "127.0.0.1";

    public int Port => Tree.Whole("gateway", "port") ?? 42617;

    public bool RequirePairing => Tree.Flag("gateway", "require_pairing") ?? true;

    public IReadOnlyList<string> PairedTokens => Tree.Texts("gateway", "paired_tokens");

    public bool A2aEnabled => Tree.Flag("a2a", "server", "enabled") ?? false;

    /// <summary>Upstream strips this from the front of every path; empty when there is none.</summary>
    public string PathPrefix => (Tree.Text("gateway", "path_prefix") ?? "").TrimEnd('/');

    public string ObservabilityBackend => Tree.Text("observability", "backend") ?? "none";

    public string MemoryBackend => Tree.Text("memory", "backend") ?? "sqlite";

    public IEnumerable<string> Agents => Tree.Tables("agents").Select(entry => entry.Key);

    public string WorkspaceOf(string agent, ZeroClawHome home) =>
        Tree.Text("agents", agent, "workspace", "path") is { Length: > 0 } path ? path : Path.Combine(home.Directory, "agents", agent, "workspace");

    public bool HasAgent(string alias) => Tree.At("agents", alias) is JsonObject;

    public bool IsPublished(string alias) => HasAgent(alias) && (Tree.Flag("agents", alias, "enabled") ?? true) && (Tree.Flag("agents", alias, "a2a", "published") ?? false);

    /// <summary>The model an agent speaks with, or null when none is set; without an agent, the first model of the file.</summary>
    public string? ModelOf(string? agent)
    {
        agent ??= Tree.Tables("agents").FirstOrDefault(entry => Tree.Flag("agents", entry.Key, "enabled") ?? true).Key;
        if (agent is not null && Tree.Text("agents", agent, "model_provider") is { Length: > 0 } reference && reference.Split('.') is [var family, var alias])
            return NotBlank(Tree.Text("providers", "models", family, alias, "model"));
        return Tree.Tables("providers", "models").SelectMany(family => family.Value.Tables()).Select(alias => NotBlank(alias.Value.Text("model"))).FirstOrDefault(model => model is not null);

        static string? NotBlank(string? text) => string.IsNullOrWhiteSpace(text) ? null : text;
    }

    /// <summary>Secrets that <c>X-Webhook-Secret</c> must match, when there are any.</summary>
    public string? WebhookSecret => Tree.Tables("channels", "webhook").Select(entry => entry.Value.Text("secret")).FirstOrDefault(secret => !string.IsNullOrEmpty(secret));

    /// <exception cref="StartRefusedException">The file or the environment is refused, exit code 1.</exception>
    public static ZeroClawConfig Load(ZeroClawHome home)
    {
        if (!File.Exists(home.ConfigFile))
        {
            Directory.CreateDirectory(home.Directory);
            File.WriteAllText(home.ConfigFile, $"schema_version = {ZeroClawSchema.Version}\n");
        }
        return Read(File.ReadAllText(home.ConfigFile), home.ConfigFile, ProcessEnvironment.Read().Variables);
    }

    public static ZeroClawConfig Read(string text, string path, IReadOnlyDictionary<string, string> environment)
    {
        JsonObject tree;
        try
        {
            tree = TomlReader.Read(text);
        }
        catch (FormatException e)
        {
            throw new StartRefusedException($"failed to parse config file {path}: {e.Message}");
        }
        var warnings = new List<string>();
        if (tree.ContainsKey("schema_version") && tree.Whole("schema_version") is not > 0) throw Refused("invalid type for `schema_version`: expected an integer above 0");
        var version = tree.Whole("schema_version") ?? 1;
        if (version > ZeroClawSchema.Version) throw Refused($"schema_version {version} is newer than this binary knows ({ZeroClawSchema.Version}); upgrade ZeroClaw or restore a config of version {ZeroClawSchema.Version}");
        if (version < ZeroClawSchema.Version)
        {
            if (version != 1) throw Refused($"clawsim migrates schema version 1 only; this file has version {version}");
            tree = ZeroClawMigration.FromVersion1(tree, warnings);
        }

        var faults = ZeroClawSchema.Settings.Faults(tree).ToList();
        if (faults.Count > 0) throw Refused(string.Join("; ", faults));
        var overridden = ZeroClawEnvironment.Apply(tree, environment);
        faults.AddRange(ZeroClawChecks.Faults(tree));
        if (faults.Count > 0) throw Refused(string.Join("; ", faults));
        return new ZeroClawConfig(tree, overridden, warnings);

        StartRefusedException Refused(string why) => new($"invalid config {path}: {why}");
    }
}
