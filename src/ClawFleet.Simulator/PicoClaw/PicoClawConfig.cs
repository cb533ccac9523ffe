using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.PicoClaw;

/// <summary>PicoClaw's configuration after file, checks and environment.</summary>
/// <param name="Tree">All settings; references are values.</param>
internal sealed record PicoClawConfig(JsonObject Tree)
{
    /// <summary>Files this short count as missing upstream.</summary>
    private const int Nothing = 10;

    public string Host => Tree.Text("gateway", "host") is { Length: > 0 } host ? host : "localhost";

    public int Port => Tree.Whole("gateway", "port") ?? 18790;

    /// <summary>Alias of the default model; null when none is set.</summary>
    public string? ModelName => Tree.Text("agents", "defaults", "model_name") is { Length: > 0 } name ? name : null;

    public IEnumerable<KeyValuePair<string, JsonObject>> Channels => Tree.Tables("channel_list").Where(c => c.Value.Flag("enabled") is true);

    /// <summary>The settings of the chat channel, or null when it is off.</summary>
    public JsonObject? Chat => Channels.Where(c => PicoClawChecks.TypeOf(c) == "pico").Select(c => c.Value["settings"] as JsonObject ?? []).FirstOrDefault();

    public static string FindFile(PicoClawHome home, Func<string, string?> environment) =>
        environment("PICOCLAW_CONFIG") is { Length: > 0 } file ? file : Path.Combine(home.Directory, "config.json");

    /// <exception cref="StartRefusedException">The file or the environment is refused, exit code 1.</exception>
    public static PicoClawConfig Load(string path, ProcessEnvironment environment)
    {
        try
        {
            // Without a file upstream returns before it looks at the environment: not even the address can be set.
            return File.Exists(path) && new FileInfo(path).Length > Nothing ? Read(File.ReadAllText(path), Path.GetDirectoryName(Path.GetFullPath(path))!, environment) : new PicoClawConfig([]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"error loading config: {e.Message}");
        }
    }

    public static PicoClawConfig Read(string text, string directory, ProcessEnvironment environment)
    {
        JsonObject tree;
        try
        {
            tree = JsonNode.Parse(text) as JsonObject ?? throw Refused("config.json type error at line 1, column 1: expected an object");
        }
        catch (JsonException e)
        {
            throw Refused($"config.json syntax error at line {(e.LineNumber ?? 0) + 1}, column {(e.BytePositionInLine ?? 0) + 1}");
        }

        if (tree.Whole("version") is not PicoClawSchema.Version)
        {
            throw tree.Whole("version") is null or 0 or 1 or 2
                ? Refused("config.json has no version 3: upstream would migrate it and write it anew; clawsim does not")
                : Refused($"unsupported config version: {tree["version"]}");
        }
        var faults = PicoClawSchema.Settings.Faults(tree).ToList();
        if (faults.Count > 0) throw Refused($"config.json contains unknown field(s) or wrong types: {string.Join("; ", faults.Order(StringComparer.Ordinal))}");

        PicoClawReferences.Resolve(tree, directory);
        Override(tree, environment);
        if (PicoClawChecks.Faults(tree).ToList() is { Count: > 0 } wrong) throw Refused(string.Join("; ", wrong));
        return new PicoClawConfig(tree);
    }

    private static void Override(JsonObject tree, ProcessEnvironment environment)
    {
        Set("PICOCLAW_GATEWAY_HOST", "gateway", "host");
        Set("PICOCLAW_AGENTS_DEFAULTS_MODEL_NAME", "agents", "defaults", "model_name");
        Set("PICOCLAW_AGENTS_DEFAULTS_WORKSPACE", "agents", "defaults", "workspace");
        if (environment.Get("PICOCLAW_GATEWAY_PORT") is { Length: > 0 } port)
        {
            if (!int.TryParse(port, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number)) throw Refused("env: parse error on field \"Port\" of type \"int\"");
            tree.Put((long)number, "gateway", "port");
        }
        foreach (var (_, channel) in tree.Tables("channel_list").Where(c => PicoClawChecks.TypeOf(c) == "pico"))
        {
            if (environment.Get("PICOCLAW_CHANNELS_PICO_TOKEN") is { Length: > 0 } token) channel.Put(token, "settings", "token");
        }

        void Set(string variable, params string[] path)
        {
            if (environment.Get(variable) is { Length: > 0 } value) tree.Put(value, path);
        }
    }

    private static StartRefusedException Refused(string why) => new($"error loading config: {why}");
}
