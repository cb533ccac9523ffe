using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Environments;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.PicoClaw;

/// <summary>
/// PicoClaw 0.2.9: JSON of version 3 in <c>/config/config.json</c>, credentials as files beside it, state in <c>/state/picoclaw</c>. Answers <c>/health</c> itself;
/// its chat is the WebSocket channel <c>pico</c>.
/// </summary>
internal sealed class PicoClawAdapter : IRuntimeAdapter
{
    private const string TokenVariable = "PICOCLAW_CHANNELS_PICO_TOKEN";
    private const string ChannelVariables = "PICOCLAW_CHANNELS_";

    private static readonly ConfigPatcher Patcher = new("PicoClaw",
    [
        $"channel_list.{PicoClawChannels.Chat}.enabled", $"channel_list.{PicoClawChannels.Chat}.settings.token", $"channel_list.{PicoClawChannels.Chat}.type", "gateway.host", "gateway.port", "version",
    ]);

    // WeCom's settings have variables without a prefix, which must not reach it by chance.
    private static readonly ImmutableArray<string> BareNames = ["BOT_ID", "SECRET", "SEND_THINKING_MESSAGE", "WEBSOCKET_URL"];

    public string Runtime => "picoclaw";

    public int DefaultPort => 18790;

    public string NativeFileName => "config.json";

    public ImmutableArray<string> KeptSecrets => [EnvironmentSpec.ApiTokenSecret];

    public ImmutableArray<SpecFault> Check(MemberSpec spec) =>
    [
        .. PicoClawChannels.Check(spec),
        .. Faults.Model(spec, "PicoClaw", PicoClawModels.Knows),
        .. PicoClawModels.Check(spec.Provider),
        .. Patcher.Check(spec.Config),
        .. PicoClawKeys.Unknown(spec.Config ?? []).Select(path => Faults.Error(
            $"config.{path}", $"PicoClaw has no config key {path}", "it refuses unknown keys and would not start", "use one of its own keys, such as agents.defaults.max_tokens")),
        .. Faults.Database(spec, "PicoClaw", "it keeps its state in files"),
    ];

    public NativeLaunch Render(MemberSpec spec, RenderInput input)
    {
        var values = new MemberSecrets(input);
        var secrets = new PicoClawSecrets(values, input.Paths);
        var token = MemberSecrets.ApiToken(spec);
        var home = $"{input.Paths.State}/picoclaw";
        var config = $"{input.Paths.Config}/{NativeFileName}";
        var environment = StateEnvironment.Variables(input).SetItems(
        [
            new("PICOCLAW_CONFIG", config),
            new("PICOCLAW_GATEWAY_HOST", "0.0.0.0"),
            new("PICOCLAW_GATEWAY_PORT", spec.Port.ToString(CultureInfo.InvariantCulture)),
            new("PICOCLAW_HOME", home),
        ]);

        ImmutableArray<NativeFile> files = [];
        var removed = input.Environment.Keys.Where(k => k.StartsWith(ChannelVariables, StringComparison.Ordinal));
        if (input.UserFile is null)
        {
            var rendered = Rendered(values.Plain(spec), input, secrets, token);
            var tree = Patcher.Patch(Patcher.Baked(input, NativeJson.ReadObject), rendered, spec.Config, input, (_, text) => JsonValue.Create(values.Value(text)));
            if (PicoClawKeys.Unknown(tree).FirstOrDefault() is { } unknown)
            {
                throw new RenderException($"PicoClaw has no config key {unknown} and would not start: remove {ConfigOverrides.Prefix}{unknown.Replace(".", "__", StringComparison.Ordinal)}");
            }

            files = [.. secrets.Files, new NativeFile(config, NativeFormat.Json, NativeJson.Write(tree))];
        }
        else
        {
            // The token of the file's own channel `pico`, and what else the user sets by PicoClaw's own names.
            environment = environment.SetItem(TokenVariable, values.Value(token));
            removed = [];
        }

        return new NativeLaunch
        {
            Files = files,
            Argv = ["picoclaw", "gateway", "-E", "--no-color"],
            Environment = environment,
            RemovedEnvironment = [.. ConfigPatcher.Removed(environment.Keys).Concat(BareNames).Concat(removed).Distinct(StringComparer.Ordinal)],
            Directories = [home, .. StateEnvironment.Directories(input)],
            WorkingDirectory = input.Paths.Workspace,
        };
    }

    private static JsonObject Rendered(MemberSpec spec, RenderInput input, PicoClawSecrets secrets, string token)
    {
        var tree = new JsonObject
        {
            ["version"] = 3,
            ["agents"] = new JsonObject { ["defaults"] = new JsonObject { ["workspace"] = input.Paths.Workspace } },
            ["gateway"] = new JsonObject { ["host"] = "0.0.0.0", ["port"] = spec.Port },
            ["channel_list"] = PicoClawChannels.Render(spec, secrets, token),
        };
        PicoClawModels.Render(spec, secrets, tree);
        return tree;
    }
}
