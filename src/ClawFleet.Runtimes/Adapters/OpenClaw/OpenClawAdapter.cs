using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Environments;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.OpenClaw;

/// <summary>OpenClaw 2026.9.6: JSON in <c>/config/openclaw.json</c>, read-only to the gateway, state in <c>/state/openclaw</c>. Answers <c>/health</c> itself.</summary>
internal sealed class OpenClawAdapter : IRuntimeAdapter
{
    private static readonly ConfigPatcher Patcher = new("OpenClaw",
    [
        "gateway.auth.mode", "gateway.auth.password", "gateway.auth.token", "gateway.bind", "gateway.customBindHost", "gateway.mode", "gateway.port", "gateway.tls",
        $"secrets.providers.{OpenClawSecrets.Provider}",
    ]);

    // OpenClaw's schema refuses every other key and the gateway then does not start.
    private static readonly ImmutableHashSet<string> TopLevelKeys =
    [
        "accessGroups", "acp", "agents", "approvals", "attachments", "auth", "bindings", "broadcast", "browser", "channels", "cloudWorkers", "commands", "cron", "desktop",
        "diagnostics", "discovery", "env", "gateway", "hooks", "logging", "mcp", "memory", "messages", "meta", "models", "nodeHost", "plugins", "proxy", "secrets", "security",
        "session", "skills", "surfaces", "talk", "telemetry", "tools", "transcripts", "tts", "ui", "update", "wizard", "worktreeAcceleration", "worktreeRoot",
    ];

    public string Runtime => "openclaw";

    public int DefaultPort => 18789;

    public string NativeFileName => "openclaw.json";

    public ImmutableArray<string> KeptSecrets => [EnvironmentSpec.ApiTokenSecret];

    public ImmutableArray<SpecFault> Check(MemberSpec spec) =>
    [
        .. OpenClawChannelCheck.Check(spec),
        .. Faults.Model(spec, "OpenClaw", OpenClawModels.Knows).Where(f => spec.Model?.Contains('/') != true || f.Path != "model"),
        .. OpenClawModels.Check(spec.Provider),
        .. Patcher.Check(spec.Config),
        .. OpenClawSandbox.Check(spec.Config),
        .. (spec.Config ?? []).Select(p => p.Key).Where(k => !TopLevelKeys.Contains(k)).Select(k => Faults.Error(
            $"config.{k}", $"OpenClaw has no config key {k}", "its schema is strict and the gateway would not start", "use one of its own keys, such as agents, gateway, tools")),
        .. Faults.Database(spec, "OpenClaw", "it keeps its state in SQLite"),
    ];

    public NativeLaunch Render(MemberSpec spec, RenderInput input)
    {
        var values = new MemberSecrets(input);
        var secrets = new OpenClawSecrets(values, input.Paths);
        var token = MemberSecrets.ApiToken(spec);
        var config = $"{input.Paths.Config}/{NativeFileName}";
        var environment = StateEnvironment.Variables(input).SetItems(
        [
            new("OPENCLAW_CONFIG_PATH", config),

            // Without it OpenClaw takes a re-rendered file for damage and puts its own backup in its place.
            new("OPENCLAW_CONFIG_READONLY", "1"),
            new("OPENCLAW_DISABLE_BONJOUR", "1"),
            new("OPENCLAW_NO_AUTO_UPDATE", "1"),
            new("OPENCLAW_OFFLINE", "1"),
            new("OPENCLAW_STATE_DIR", $"{input.Paths.State}/openclaw"),
        ]);

        ImmutableArray<NativeFile> files = [];
        var plugins = input.UserFile is null ? OpenClawPlugins.Of(spec) : [.. OpenClawChannelRule.All.Values.Where(r => r.Plugin is not null).DistinctBy(r => r.Plugin)];
        if (input.UserFile is null)
        {
            var rendered = Rendered(values.Plain(spec), input, secrets, token);
            var tree = Patcher.Patch(Patcher.Baked(input, NativeJson.ReadObject), rendered, spec.Config, input, (_, text) => JsonValue.Create(values.Value(text)));
            KeepLiteral(tree);
            files = [.. plugins.Select(p => OpenClawPlugins.Package(p, input.Paths)), secrets.File(), new NativeFile(config, NativeFormat.Json, NativeJson.Write(tree))];
        }
        else
        {
            // Which channels the user's own file has is not ours to read: every plugin is there for it.
            files = [.. plugins.Select(p => OpenClawPlugins.Package(p, input.Paths))];

            // A token in the user's own file wins over this one.
            environment = environment.SetItem("OPENCLAW_GATEWAY_TOKEN", values.Value(token));
        }

        return new NativeLaunch
        {
            Files = files,
            Links = [.. plugins.Select(p => OpenClawPlugins.Link(p, input.Paths))],
            Argv = ["openclaw", "gateway", "run", "--port", spec.Port.ToString(CultureInfo.InvariantCulture)],
            Environment = environment,
            RemovedEnvironment = ConfigPatcher.Removed(environment.Keys),
            Directories = [$"{input.Paths.State}/openclaw", input.Paths.Logs, .. StateEnvironment.Directories(input)],
            WorkingDirectory = input.Paths.Workspace,
        };
    }

    private static JsonObject Rendered(MemberSpec spec, RenderInput input, OpenClawSecrets secrets, string token)
    {
        var tree = new JsonObject
        {
            ["gateway"] = new JsonObject
            {
                ["mode"] = "local",
                ["port"] = spec.Port,
                ["bind"] = "lan",
                ["auth"] = new JsonObject { ["mode"] = "token", ["token"] = secrets.Node(token) },
            },
            ["agents"] = new JsonObject { ["defaults"] = new JsonObject { ["workspace"] = input.Paths.Workspace } },
            ["logging"] = new JsonObject { ["file"] = $"{input.Paths.Logs}/openclaw.log" },
            ["secrets"] = new JsonObject { ["providers"] = new JsonObject { [OpenClawSecrets.Provider] = secrets.ProviderEntry() } },
        };
        OpenClawModels.Render(spec, secrets, tree);
        if (OpenClawChannels.Render(spec, secrets) is { Count: > 0 } channels)
        {
            tree["channels"] = channels;
        }

        if (OpenClawPlugins.Of(spec) is { IsEmpty: false } plugins)
        {
            tree["plugins"] = OpenClawPlugins.Entries(plugins);
        }

        return tree;
    }

    // OpenClaw expands ${UPPER} in any string itself; all placeholders were expanded here, so what is left is meant literally.
    private static void KeepLiteral(JsonObject tree) => ConfigTree.ChangeStrings(tree, (_, text) =>
    {
        for (var at = text.Length - 3; at >= 0; at--)
        {
            if (text.AsSpan(at).StartsWith("${") && (char.IsAsciiLetterUpper(text[at + 2]) || text[at + 2] == '_'))
            {
                text = text.Insert(at, "$");
            }
        }

        return JsonValue.Create(text);
    });
}
