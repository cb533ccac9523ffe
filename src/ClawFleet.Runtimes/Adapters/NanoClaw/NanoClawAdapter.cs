using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Environments;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.NanoClaw;

/// <summary>
/// NanoClaw 2.0.64. Its own configuration is <c>.env</c> in its folder, here a link to <c>/config/nanoclaw.env</c>, and a database; <c>fleet.json</c> says what the program in
/// <c>runtimes/nanoclaw/host</c> brings the database to before NanoClaw starts, and <c>agent.env</c> is what agents alone see. All three hold credentials
/// and lie on the tmpfs; the volume has data, groups and store. The program also answers <c>/health</c> and <c>/chat</c>.
/// </summary>
internal sealed class NanoClawAdapter : IRuntimeAdapter
{
    private static readonly ConfigPatcher Patcher = new("NanoClaw",
    [
        "agent.image_tag", "agent.model", "agent.provider", "env.ANTHROPIC_API_KEY", "env.ANTHROPIC_BASE_URL", "env.ONECLI_API_KEY", "env.ONECLI_URL", "env.TELEGRAM_BOT_TOKEN",
    ]);

    public string Runtime => "nanoclaw";

    public int DefaultPort => 18820;

    public string NativeFileName => "nanoclaw.env";

    public ImmutableArray<string> KeptSecrets => [EnvironmentSpec.ApiTokenSecret];

    public ImmutableArray<SpecFault> Check(MemberSpec spec) =>
    [
        .. NanoClawChannels.Check(spec),
        .. NanoClawModel.Check(spec),
        .. Faults.Organisation(spec, "NanoClaw's agent"),
        .. Patcher.Check(spec.Config),
        .. NanoClawSettings.Check(spec.Config ?? []),
        .. Faults.Unanswered(spec, "NanoClaw's agent"),
        .. Faults.Database(spec, "NanoClaw", "it keeps its state in SQLite"),
        .. Faults.NextPort(spec),
    ];

    public NativeLaunch Render(MemberSpec spec, RenderInput input)
    {
        var secrets = new MemberSecrets(input);
        var root = $"{input.Paths.Config}/nanoclaw";
        var plain = secrets.Plain(spec);
        var tree = Patcher.Patch(
            Patcher.Baked(input, text => new JsonObject { ["env"] = NanoClawEnvFile.Read(text) }),
            new JsonObject { ["env"] = NanoClawChannels.Credentials(spec, secrets), ["agent"] = new JsonObject() },
            spec.Config,
            input,
            (path, reference) => path.StartsWith("env.", StringComparison.Ordinal)
                ? JsonValue.Create(secrets.Value(reference))
                : throw new RenderException($"config key {path} holds a secret, which NanoClaw would write in clear into the agent's workspace: use a plain value"));
        NanoClawSettings.Refuse(tree);

        var environment = StateEnvironment.Variables(input).SetItems(
        [
            new("CLAWFLEET_AGENT_ENV", $"{root}/agent.env"),
            new("CLAWFLEET_NANOCLAW", $"{root}/fleet.json"),

            // Where NanoClaw's OneCLI library puts certificates, and where agents look for them.
            new("TMPDIR", "/tmp"),
            new("WEBHOOK_PORT", (spec.Port + 1).ToString(CultureInfo.InvariantCulture)),
            .. NanoClawChannels.Variables(spec, secrets),
        ]);
        return new NativeLaunch
        {
            Files =
            [
                new NativeFile($"{root}/agent.env", NativeFormat.Env, DotEnvWriter.Write(NanoClawModel.AgentVariables(plain, secrets))),
                new NativeFile($"{root}/fleet.json", NativeFormat.Json, NativeJson.Write(Fleet(plain, input, secrets, (JsonObject)tree["agent"]!))),
                .. input.UserFile is null ? [new NativeFile($"{input.Paths.Config}/{NativeFileName}", NativeFormat.Env, NanoClawEnvFile.Write((JsonObject)tree["env"]!))] : ImmutableArray<NativeFile>.Empty,
            ],
            Argv = ["nanoclaw"],
            Environment = environment,
            RemovedEnvironment = ConfigPatcher.Removed(environment.Keys),
            Directories = [root, $"{input.Paths.State}/nanoclaw", .. StateEnvironment.Directories(input)],
            WorkingDirectory = input.Paths.Workspace,
        };
    }

    private JsonObject Fleet(MemberSpec spec, RenderInput input, MemberSecrets secrets, JsonObject settings)
    {
        var agent = new JsonObject { ["name"] = spec.Member };
        if (spec.Provider is { } provider)
        {
            agent["model"] = ModelNames.Unprefixed(spec.Model!, provider);
        }

        ConfigTree.Merge(agent, settings);
        if (agent["max_messages_per_prompt"] is { } most)
        {
            // A variable of the container is text.
            agent["max_messages_per_prompt"] = int.Parse(most.ToString(), NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return new JsonObject
        {
            ["agent"] = agent,
            ["chats"] = NanoClawChannels.Chats(spec),
            ["env"] = $"{input.Paths.Config}/{NativeFileName}",
            ["members"] = NanoClawChannels.Members(spec),
            ["port"] = spec.Port,
            ["state"] = $"{input.Paths.State}/nanoclaw",
            ["token"] = secrets.Value(MemberSecrets.ApiToken(spec)),
            ["workspace"] = input.Paths.Workspace,
        };
    }
}
