using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.NullClaw;

/// <summary>NullClaw's configuration after file, environment and checks.</summary>
/// <param name="Tree">All settings.</param>
/// <param name="Warnings">What upstream says aloud and goes on.</param>
internal sealed record NullClawConfig(JsonObject Tree, IReadOnlyList<string> Warnings)
{
    private const int MaxBytes = 64 * 1024;

    public IPAddress Host => ListenAddress.Parse(Tree.Text("gateway", "host") ?? "127.0.0.1") ?? IPAddress.Loopback;

    public int Port => Tree.Whole("gateway", "port") ?? 3000;

    public bool RequirePairing => Tree.Flag("gateway", "require_pairing") ?? true;

    public IReadOnlyList<string> PairedTokens => Tree.Texts("gateway", "paired_tokens");

    public bool A2aEnabled => Tree.Flag("a2a", "enabled") ?? false;

    /// <summary>Provider and model of <c>agents.defaults.model.primary</c>: what stands before and after its first slash.</summary>
    public (string Provider, string Model) Primary => Split(Tree.Text("agents", "defaults", "model", "primary")!)!.Value;

    /// <summary>Whether anything could be asked: a key for the provider, or one that needs none.</summary>
    public bool HasModel => Tree.At("models", "providers", Primary.Provider) is JsonObject provider
        && (provider["api_key"]?.ToString() is { Length: > 0 } || (Primary.Provider == "ollama" && provider.ContainsKey("base_url")));

    /// <exception cref="StartRefusedException">The file or the environment is refused, exit code 1.</exception>
    public static NullClawConfig Load(string directory, ProcessEnvironment environment)
    {
        var path = Path.Combine(directory, "config.json");
        try
        {
            return Read(File.Exists(path) ? File.ReadAllText(path) : "{}", environment);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot read {path}: {e.Message}");
        }
    }

    public static NullClawConfig Read(string text, ProcessEnvironment environment)
    {
        var warnings = new List<string>();
        JsonObject tree;
        try
        {
            tree = text.Length > MaxBytes ? [] : JsonNode.Parse(text) as JsonObject ?? [];
            if (text.Length > MaxBytes) warnings.Add("config.json is larger than 64 KiB; using defaults");
        }
        catch (JsonException)
        {
            warnings.Add("config.json cannot be parsed; using defaults");
            tree = [];
        }

        foreach (var legacy in (string[])["default_provider", "default_model"])
        {
            if (tree.ContainsKey(legacy)) throw new StartRefusedException($"config: legacy top-level '{legacy}' is no longer supported; use agents.defaults.model.primary");
        }
        if (NullClawSchema.Settings.Faults(tree).ToList() is { Count: > 0 } faults) throw new StartRefusedException($"config: {string.Join("; ", faults)}");
        Override(tree, environment);
        if (Faults(tree).ToList() is { Count: > 0 } wrong) throw new StartRefusedException($"config: {string.Join("; ", wrong)}");
        return new NullClawConfig(tree, warnings);
    }

    private static void Override(JsonObject tree, ProcessEnvironment environment)
    {
        if (environment.Get("NULLCLAW_MODEL") is { Length: > 0 } model)
        {
            var provider = environment.Get("NULLCLAW_PROVIDER") is { Length: > 0 } named ? named : Split(tree.Text("agents", "defaults", "model", "primary"))?.Provider ?? "openrouter";
            tree.Put($"{provider}/{model}", "agents", "defaults", "model", "primary");
        }
        if (environment.Get("NULLCLAW_GATEWAY_HOST") is { Length: > 0 } host) tree.Put(host, "gateway", "host");
        if (int.TryParse(environment.Get("NULLCLAW_GATEWAY_PORT"), NumberStyles.None, CultureInfo.InvariantCulture, out var port)) tree.Put((long)port, "gateway", "port");
    }

    private static IEnumerable<string> Faults(JsonObject tree)
    {
        var primary = Split(tree.Text("agents", "defaults", "model", "primary"));
        if (primary is null) yield return "no default model: set agents.defaults.model.primary to \"provider/model\"";
        else if (!NullClawSchema.Providers.Contains(primary.Value.Provider) && !primary.Value.Provider.StartsWith("custom:", StringComparison.Ordinal)
            && string.IsNullOrEmpty(tree.Text("models", "providers", primary.Value.Provider, "base_url")))
            yield return $"provider \"{primary.Value.Provider}\" is unknown and has no base_url: upstream would ask OpenRouter";
        if (tree.At("default_temperature") is JsonValue t && t.TryGetValue<double>(out var temperature) && temperature is < 0 or > 2) yield return "default_temperature must be between 0.0 and 2.0";
        if (tree.At("gateway", "port") is not null && tree.Whole("gateway", "port") is not (>= 1 and <= 65535)) yield return "gateway.port must be from 1 to 65535";
        if (tree.Text("gateway", "host") is { } host && ListenAddress.Parse(host) is null) yield return $"gateway.host \"{host}\" is no IP address";
        foreach (var fault in Channels(tree)) yield return fault;
    }

    private static IEnumerable<string> Channels(JsonObject tree)
    {
        foreach (var (type, needed) in NullClawSchema.Required)
        {
            foreach (var (id, account) in tree.Tables("channels", type, "accounts"))
            {
                foreach (var key in needed.Where(k => account.Text(k) is not { Length: > 0 })) yield return $"channels.{type}.accounts.{id} has no {key}: upstream would leave it out";
                foreach (var (key, value) in account)
                {
                    if (NullClawSchema.Words.TryGetValue($"{type}.{key}", out var words) && !words.Contains(value?.ToString())) yield return $"channels.{type}.accounts.{id}.{key} is none of {string.Join(", ", words)}";
                }
            }
        }
    }

    private static (string Provider, string Model)? Split(string? primary) =>
        primary?.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && slash + 1 < primary.Length ? (primary[..slash], primary[(slash + 1)..]) : null;
}
