using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ClawFleet.Runtimes.NanoClaw;

/// <summary>
/// The member's <c>config:</c> block: <c>env</c>, variables of NanoClaw's <c>.env</c>, and <c>agent</c>, columns of its table <c>container_configs</c>
/// (<c>src/types.ts</c>). NanoClaw reads past a variable it does not know, so a misspelt one would be dropped without a word.
/// </summary>
internal static class NanoClawSettings
{
    private static readonly ImmutableHashSet<string> Variables =
    [
        "ASSISTANT_HAS_OWN_NUMBER", "ASSISTANT_NAME", "DISCORD_APPLICATION_ID", "DISCORD_BOT_TOKEN", "DISCORD_PUBLIC_KEY", "EMACS_AUTH_TOKEN", "EMACS_CHANNEL_PORT", "EMACS_ENABLED",
        "EMACS_PLATFORM_ID", "GCHAT_CREDENTIALS", "GITHUB_BOT_USERNAME", "GITHUB_TOKEN", "GITHUB_WEBHOOK_SECRET", "MATRIX_ACCESS_TOKEN", "MATRIX_BASE_URL", "MATRIX_DEVICE_ID",
        "MATRIX_INVITE_AUTOJOIN", "MATRIX_INVITE_AUTOJOIN_ALLOWLIST", "MATRIX_PASSWORD", "MATRIX_RECOVERY_KEY", "MATRIX_USERNAME", "MATRIX_USER_ID", "SIGNAL_ACCOUNT", "SIGNAL_CLI_PATH",
        "SIGNAL_DATA_DIR", "SIGNAL_MANAGE_DAEMON", "SIGNAL_TCP_HOST", "SIGNAL_TCP_PORT", "SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "TEAMS_APP_ID", "TEAMS_APP_PASSWORD",
        "TEAMS_APP_TENANT_ID", "TEAMS_APP_TYPE", "TZ", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_ENABLED", "WHATSAPP_PHONE_NUMBER", "WHATSAPP_PHONE_NUMBER_ID",
        "WHATSAPP_VERIFY_TOKEN",
    ];

    // Column, and what it takes.
    private static readonly ImmutableSortedDictionary<string, (string Kind, Func<JsonNode, bool> Fits)> Columns =
        ImmutableSortedDictionary.CreateRange<string, (string, Func<JsonNode, bool>)>(StringComparer.Ordinal,
        [
            new("assistant_name", ("a text", n => Text(n) is { Length: > 0 })),
            new("cli_scope", ("disabled, group or global", n => Text(n) is "disabled" or "group" or "global")),
            new("effort", ("low, medium, high, xhigh or max", n => Text(n) is "low" or "medium" or "high" or "xhigh" or "max")),
            new("max_messages_per_prompt", ("a whole number above 0", n => int.TryParse(n.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)),
            new("mcp_servers", ("servers by name, each with a command", n => n is JsonObject servers && servers.All(s => s.Value is JsonObject server && Text(server["command"]) is { Length: > 0 }))),
            new("skills", ("all, or a list of names", n => Text(n) == "all" || (n is JsonArray names && names.All(i => Text(i) is not null)))),
        ]);

    // What NanoClaw delivers by building an image or mounting a folder, neither of which an agent that is a process can have.
    private static readonly ImmutableHashSet<string> NeedAnEngine = ["additional_mounts", "packages_apt", "packages_npm"];

    public static IEnumerable<SpecFault> Check(JsonObject config)
    {
        foreach (var (key, node) in config)
        {
            if (key is not ("env" or "agent"))
            {
                yield return Faults.Error($"config.{key}", $"NanoClaw has no config key {key}", "it has no configuration file but .env, and a database", "use env (variables of its .env) or agent (settings of its agent group)");
            }
            else if (node is not JsonObject block)
            {
                yield return Faults.Error($"config.{key}", $"{key} is no map", "it holds settings by name", $"write `{key}: {{NAME: value}}`");
            }
            else
            {
                foreach (var fault in key == "env" ? Env(block) : Agent(block))
                {
                    yield return fault;
                }
            }
        }
    }

    /// <summary>The same for what came by environment.</summary>
    /// <exception cref="RenderException">A key or a value that NanoClaw has no use for.</exception>
    public static void Refuse(JsonObject tree)
    {
        var rendered = new JsonObject { ["agent"] = tree["agent"]?.DeepClone(), ["env"] = tree["env"]?.DeepClone() };
        ((JsonObject)rendered["env"]!).Remove("TELEGRAM_BOT_TOKEN");
        foreach (var (key, _) in tree.Where(p => p.Key is not ("agent" or "env")))
        {
            rendered[key] = true;
        }

        if (Check(rendered).FirstOrDefault(f => f.IsError) is { } fault)
        {
            throw new RenderException($"{fault.Path}: {fault.What} ({fault.Why}): {fault.Remedy}");
        }
    }

    private static IEnumerable<SpecFault> Env(JsonObject block)
    {
        foreach (var (name, node) in block)
        {
            if (!Variables.Contains(name))
            {
                yield return Faults.Error($"config.env.{name}", $"NanoClaw reads no {name} from its .env", "it would read past it", "use `env:` of the member for variables of the process");
            }
            else if (node is not JsonValue)
            {
                yield return Faults.Error($"config.env.{name}", $"{name} is no single value", "a line of .env holds one", "write one value");
            }
            else if (name != "TZ")
            {
                yield return Faults.Warning(
                    $"config.env.{name}", $"{name} is for a channel that upstream has on a branch of its own", "where the folder that the image was made from lacks that channel, nothing reads it",
                    "install the channel into the folder, as upstream's setup/ does");
            }
        }
    }

    private static IEnumerable<SpecFault> Agent(JsonObject block)
    {
        foreach (var (name, node) in block)
        {
            if (NeedAnEngine.Contains(name))
            {
                yield return Faults.Error($"config.agent.{name}", $"{name} for NanoClaw's agent", "NanoClaw needs a container engine for it, and agents here are processes of the member's container", "use `tools:` and `packages:` of the member");
            }
            else if (!Columns.TryGetValue(name, out var column))
            {
                yield return Faults.Error($"config.agent.{name}", $"NanoClaw's agent has no setting {name}", "it would go nowhere", $"use one of {string.Join(", ", Columns.Keys)}");
            }
            else if (node is not null && !column.Fits(node))
            {
                yield return Faults.Error($"config.agent.{name}", $"a value that {name} does not take", "NanoClaw or its agent would stumble over it", $"give {column.Kind}");
            }
            else if (Secrets(node))
            {
                yield return Faults.Error($"config.agent.{name}", "a secret in the agent's settings", "NanoClaw writes them in clear into the agent's workspace", "use a plain value");
            }
        }
    }

    private static bool Secrets(JsonNode? node) => node switch
    {
        JsonObject o => o.Any(p => Secrets(p.Value)),
        JsonArray a => a.Any(Secrets),
        JsonValue v when v.GetValueKind() == JsonValueKind.String => SecretRef.TryParse(v.GetValue<string>(), out _),
        _ => false,
    };

    private static string? Text(JsonNode? node) => node is JsonValue v && v.TryGetValue<string>(out var text) ? text : null;
}
