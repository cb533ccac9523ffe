using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Native;
using ClawFleet.Simulator.Configuration;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>IronClaw's <c>config.toml</c>, checked as upstream checks it.</summary>
/// <param name="Tree">All settings but retired sections.</param>
/// <param name="Notices">What upstream says aloud and goes on.</param>
internal sealed record IronClawConfig(JsonObject Tree, IReadOnlyList<string> Notices)
{
    /// <summary>What IronClaw writes into an empty home.</summary>
    private const string Default = """
        api_version = "ironclaw.runtime/v1"

        [boot]
        profile = "local-dev"

        [identity]
        default_owner = "reborn-cli"
        tenant = "reborn-cli"
        default_agent = "reborn-cli-agent"

        [webui]
        env_token_var = "IRONCLAW_REBORN_WEBUI_TOKEN"
        env_user_id_var = "IRONCLAW_REBORN_WEBUI_USER_ID"

        """;

    public string DefaultOwner => Tree.Text("identity", "default_owner") ?? "reborn-cli";

    /// <exception cref="StartRefusedException">The file is refused, exit code 1.</exception>
    public static IronClawConfig Load(string home)
    {
        var path = Path.Combine(home, "config.toml");
        try
        {
            Directory.CreateDirectory(home);
            if (!File.Exists(path)) File.WriteAllText(path, Default);
            return Read(File.ReadAllText(path), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"could not read config file `{path}`: {e.Message}");
        }
    }

    public static IronClawConfig Read(string text, string path)
    {
        JsonObject tree;
        try
        {
            tree = TomlReader.Read(text);
        }
        catch (FormatException e)
        {
            throw new StartRefusedException($"could not parse config file `{path}` as TOML: {e.Message}");
        }

        // Before anything that could repeat a value: a pasted secret must not reach the log.
        foreach (var (field, value) in Strings(tree, ""))
        {
            if (InlineSecret.Looks(value) is { } shape) throw Refused($"field `{field}` looks like {shape}; config.toml names environment variables and never holds a secret");
        }
        var notices = RemoveRetired(tree, path);
        if (IronClawSchema.Settings.Faults(tree).ToList() is { Count: > 0 } faults) throw Refused(string.Join("; ", faults));
        CheckFields(tree, Refused);
        return new IronClawConfig(tree, notices);

        StartRefusedException Refused(string why) => new($"config file `{path}`: {why}");
    }

    private static List<string> RemoveRetired(JsonObject tree, string path)
    {
        var notices = new List<string>();
        foreach (var (section, rejected) in IronClawSchema.RetiredSections)
        {
            if (!tree.Remove(section, out var content)) continue;
            var where = $"[{section}] in `{path}` is retired: configure {section} by installing its extension in the WebUI";
            if (content is JsonObject table && table.Select(entry => entry.Key).FirstOrDefault(rejected.Contains) is { } key) throw new StartRefusedException($"{where} (found `{section}.{key}`)");
            notices.Add(where + "; the section is ignored");
        }
        return notices;
    }

    private static void CheckFields(JsonObject tree, Func<string, StartRefusedException> refused)
    {
        if (tree.Text("api_version") is { } version && version != IronClawSchema.ApiVersion)
            throw refused($"declares api_version `{version}`, but this binary speaks `{IronClawSchema.ApiVersion}`");
        if (tree.At("storage") is not null)
        {
            if (tree.Text("storage", "backend") is { } backend && backend != "postgres") throw refused($"field `storage.backend` supports only \"postgres\"; got `{backend}`");
            foreach (var field in (string[])["url_env", "secret_master_key_env"])
            {
                if (tree.Text("storage", field) is { } name && !IsVariableName(name)) throw refused($"field `storage.{field}` must be an environment variable name, not an inline secret or URL");
            }
            if (tree.Whole("storage", "pool_max_size") is 0) throw refused("field `storage.pool_max_size` must be greater than 0");
        }
        if (tree.Whole("webui", "listen_port") is 0) throw refused("[webui].listen_port = 0 is not allowed; use --port 0 for a random port");
        if (tree.Whole("webui", "listen_port") is > 65535) throw refused("[webui].listen_port is above 65535");
        if (tree.Whole("webui", "max_body_bytes_fallback") is 0) throw refused("[webui].max_body_bytes_fallback must be > 0");
        if (tree.Text("webui", "listen_host") is { } host && Http.ListenAddress.Parse(host) is null) throw refused($"[webui].listen_host `{host}` invalid: invalid IP address syntax");
        foreach (var (key, value) in tree.At("budget") as JsonObject ?? [])
        {
            if (value is JsonValue number && number.TryGetValue<double>(out var amount) && amount < 0) throw refused($"field `budget.{key}` must not be negative");
        }
    }

    private static bool IsVariableName(string name) =>
        name.Length > 0 && (char.IsAsciiLetter(name[0]) || name[0] == '_') && name.All(c => char.IsAsciiLetterOrDigit(c) || c == '_');

    private static IEnumerable<(string Field, string Value)> Strings(JsonNode? node, string path) => node switch
    {
        JsonObject table => table.SelectMany(entry => Strings(entry.Value, path.Length == 0 ? entry.Key : $"{path}.{entry.Key}")),
        JsonArray items => items.SelectMany(item => Strings(item, path)),
        JsonValue value when value.GetValueKind() == JsonValueKind.String => [(path, value.ToString())],
        _ => [],
    };
}
