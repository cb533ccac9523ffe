using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Environments;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.NullClaw;

/// <summary>
/// NullClaw 2026.5.29: JSON in <c>/config/config.json</c>. Upstream looks for it beside its state, in <c>$HOME/.nullclaw</c> or, newer, in
/// <c>$NULLCLAW_HOME</c>; both are one directory here, and a link there leads to the file, since it holds every credential and none is to lie on the
/// volume. Answers <c>/health</c> itself.
/// </summary>
internal sealed class NullClawAdapter : IRuntimeAdapter
{
    private static readonly ConfigPatcher Patcher = new("NullClaw",
    [
        "a2a.enabled", "gateway.host", "gateway.paired_tokens", "gateway.port", "gateway.require_pairing", "workspace",
    ]);

    // NullClaw reads past a key it does not know, so a misspelt one would be dropped without a word.
    private static readonly ImmutableHashSet<string> TopLevelKeys =
    [
        "a2a", "agent", "agents", "autonomy", "bindings", "browser", "channels", "composio", "cost", "cron", "default_temperature", "diagnostics", "gateway", "hardware",
        "http_request", "identity", "max_tokens", "mcp_servers", "memory", "model_routes", "models", "peripherals", "reasoning_effort", "reliability", "runtime",
        "scheduler", "secrets", "security", "session", "tools", "tunnel", "workspace",
    ];

    // They stop the start, or would have a say beside the file.
    private static readonly ImmutableArray<string> Removed =
    [
        "API_KEY", "NULLCLAW_ALLOW_PUBLIC_BIND", "NULLCLAW_API_KEY", "NULLCLAW_GATEWAY_HOST", "NULLCLAW_GATEWAY_PORT", "NULLCLAW_GATEWAY_TOKEN", "NULLCLAW_MODEL",
        "NULLCLAW_PROVIDER", "NULLCLAW_WEB_TOKEN",
    ];

    public string Runtime => "nullclaw";

    public int DefaultPort => 3000;

    public string NativeFileName => "config.json";

    public ImmutableArray<string> KeptSecrets => [EnvironmentSpec.ApiTokenSecret];

    public ImmutableArray<SpecFault> Check(MemberSpec spec) =>
    [
        .. NullClawChannels.Check(spec),
        .. Faults.Model(spec, "NullClaw", NullClawModels.Knows),
        .. NullClawModels.Check(spec.Provider),
        .. Faults.Organisation(spec, "NullClaw"),
        .. Patcher.Check(spec.Config),
        .. (spec.Config ?? []).Select(p => p.Key).Where(k => !TopLevelKeys.Contains(k)).Select(Unknown),
        .. Faults.Unanswered(spec, "NullClaw"),
        .. Faults.Database(spec, "NullClaw", "it keeps its state in files"),
    ];

    public NativeLaunch Render(MemberSpec spec, RenderInput input)
    {
        var secrets = new MemberSecrets(input);
        var home = $"{input.Paths.State}/home/.nullclaw";
        var config = $"{input.Paths.Config}/{NativeFileName}";
        var environment = StateEnvironment.Variables(input).SetItems([new("NULLCLAW_HOME", home), new("NULLCLAW_WORKSPACE", input.Paths.Workspace)]);

        ImmutableArray<NativeFile> files = [];
        ImmutableArray<string> notes = [];
        if (input.UserFile is null)
        {
            var rendered = Rendered(secrets.Plain(spec), input, secrets);
            var tree = Patcher.Patch(Patcher.Baked(input, NativeJson.ReadObject), rendered, spec.Config, input, (_, text) => JsonValue.Create(secrets.Value(text)));
            files = [new NativeFile(config, NativeFormat.Json, NativeJson.Write(tree))];
        }
        else
        {
            notes = ["NullClaw takes its API token from its file alone: put it in gateway.paired_tokens of your own one"];
        }

        return new NativeLaunch
        {
            Files = files,
            Links = [new NativeLink($"{home}/{NativeFileName}", config)],
            Argv = ["nullclaw", "gateway", "--host", "0.0.0.0", "--port", spec.Port.ToString(CultureInfo.InvariantCulture)],
            Environment = environment,
            RemovedEnvironment = [.. ConfigPatcher.Removed(environment.Keys).Concat(Removed).Distinct(StringComparer.Ordinal)],
            Directories = [home, .. StateEnvironment.Directories(input)],
            WorkingDirectory = input.Paths.Workspace,
            Notes = notes,
        };
    }

    private static SpecFault Unknown(string key) => key is "default_provider" or "default_model"
        ? Faults.Error($"config.{key}", $"{key} is of an older NullClaw", "it refuses to start on it", "use `provider:` and `model:`")
        : Faults.Error($"config.{key}", $"NullClaw has no config key {key}", "it would read past it", "use one of its own sections, such as agents, autonomy, memory");

    private static JsonObject Rendered(MemberSpec spec, RenderInput input, MemberSecrets secrets)
    {
        var tree = new JsonObject
        {
            ["workspace"] = input.Paths.Workspace,
            ["gateway"] = new JsonObject
            {
                ["host"] = "0.0.0.0",
                ["port"] = spec.Port,
                ["require_pairing"] = true,
                ["allow_public_bind"] = true,
                ["paired_tokens"] = new JsonArray(secrets.Value(MemberSecrets.ApiToken(spec))),
            },
            ["a2a"] = new JsonObject { ["enabled"] = true, ["name"] = spec.Member },
            ["channels"] = NullClawChannels.Render(spec, secrets),
        };
        NullClawModels.Render(spec, secrets, tree);
        return tree;
    }
}
