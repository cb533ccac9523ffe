using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using ClawFleet.Runtimes.Configuration;
using ClawFleet.Runtimes.Environments;
using ClawFleet.Runtimes.Native;

namespace ClawFleet.Runtimes.IronClaw;

/// <summary>
/// IronClaw 1.3 ("Reborn"): TOML in <c>/state/ironclaw</c>, written anew at each start; credentials by environment, since upstream refuses them in the file.
/// Has no <c>/health</c> and opens its port before it is ready, so clawinit stands before it.
/// </summary>
internal sealed class IronClawAdapter : IRuntimeAdapter
{
    private const string TokenVariable = "IRONCLAW_REBORN_WEBUI_TOKEN";
    private const string UrlVariable = "IRONCLAW_REBORN_POSTGRES_URL";
    private const string MasterKey = "IRONCLAW_REBORN_SECRET_MASTER_KEY";
    private const int TokenBytes = 32;

    private static readonly ConfigPatcher Patcher = new("IronClaw",
    [
        "api_version", "boot.profile", "llm.default.api_key_env", "storage", "webui.env_token_var", "webui.env_user_id_var", "webui.listen_host", "webui.listen_port",
    ]);

    private static readonly ImmutableHashSet<string> TopLevelKeys =
        ["api_version", "boot", "budget", "drivers", "google", "harness", "identity", "llm", "memory", "policy", "runner", "skills", "storage", "trigger_poller", "webui"];

    // IronClaw's provider id, and the variable that holds its key.
    private static readonly ImmutableDictionary<string, (string Id, string KeyVariable)> Providers = ImmutableDictionary.CreateRange<string, (string, string)>(
    [
        new("anthropic", ("anthropic", "ANTHROPIC_API_KEY")), new("custom", ("openai_compatible", "LLM_API_KEY")), new("google", ("gemini", "GEMINI_API_KEY")),
        new("groq", ("groq", "GROQ_API_KEY")), new("mistral", ("mistral", "MISTRAL_API_KEY")), new("ollama", ("ollama", "OLLAMA_API_KEY")),
        new("openai", ("openai", "OPENAI_API_KEY")), new("openrouter", ("openrouter", "OPENROUTER_API_KEY")),
    ]);

    public string Runtime => "ironclaw";

    public int DefaultPort => 3000;

    public string NativeFileName => "config.toml";

    public ImmutableArray<string> KeptSecrets => [EnvironmentSpec.ApiTokenSecret, MasterKey];

    public ImmutableArray<SpecFault> Check(MemberSpec spec) =>
    [
        .. spec.Channels.Select(Refused),
        .. Faults.Model(spec, "IronClaw", Providers.ContainsKey),
        .. Patcher.Check(Native(spec.Config)),
        .. Native(spec.Config).Select(p => p.Key).Where(k => !TopLevelKeys.Contains(k)).Select(k => Faults.Error(
            $"config.{k}", $"IronClaw has no config key {k}", "unknown keys are errors there and it would not start", "use one of its own sections, such as runner or llm")),
        .. SecretsInFile(Native(spec.Config), "config"),
        .. Storage(spec),
        .. Faults.Organisation(spec, "IronClaw"),
        .. Faults.NextPort(spec),
    ];

    public NativeLaunch Render(MemberSpec spec, RenderInput input)
    {
        var secrets = new MemberSecrets(input);
        var home = $"{input.Paths.State}/ironclaw";
        var token = secrets.Value(MemberSecrets.ApiToken(spec));
        if (!input.Masked && Encoding.UTF8.GetByteCount(token) < TokenBytes)
        {
            throw new RenderException($"the API token is shorter than {TokenBytes} bytes, and IronClaw signs its sessions with it: give a longer one");
        }

        var environment = StateEnvironment.Variables(input).SetItems(
        [
            new("IRONCLAW_DISABLE_OS_KEYCHAIN", "1"),
            new("IRONCLAW_REBORN_HOME", home),
            new("IRONCLAW_REBORN_PROFILE", Profile(spec)),
            new(TokenVariable, token),
        ]);
        if (spec.Database is { } database)
        {
            environment = environment.SetItems(
            [
                new("DATABASE_SSLMODE", "disable"),
                new("IRONCLAW_REBORN_ALLOW_REMOTE_POSTGRES_CLEAR_TEXT", "true"),
                new("IRONCLAW_REBORN_POSTGRES_RESOURCE_GOVERNOR_SINGLETON", "true"),
                new(UrlVariable, Url(database, secrets)),
                new(MasterKey, secrets.Value(new SecretRef(MasterKey))),
            ]);
        }

        if (spec.Provider is { } provider && provider.ApiKey is { } key)
        {
            environment = environment.SetItem(Providers[provider.Type].KeyVariable, secrets.Value(key));
        }

        var text = input.UserFile ?? TomlWriter.Write(Patcher.Patch(Patcher.Baked(input, TomlReader.Read), Rendered(secrets.Plain(spec)), Native(spec.Config), input, (path, _) => throw new RenderException($"config key {path} holds a secret, which IronClaw refuses in its file: give it the name of a variable")));
        var upstream = spec.Port + 1;
        return new NativeLaunch
        {
            Files = [new NativeFile($"{home}/config.toml", NativeFormat.Toml, text)],
            Argv = ["ironclaw", "serve", "--host", "127.0.0.1", "--port", upstream.ToString(CultureInfo.InvariantCulture)],
            Environment = environment,
            RemovedEnvironment = ConfigPatcher.Removed(environment.Keys),
            Directories = [home, .. StateEnvironment.Directories(input)],

            // The working directory is the agent's workspace and must not lie above the home.
            WorkingDirectory = input.Paths.Workspace,
            Supervision = new Supervision(upstream, "/api/health") { ReadyPath = "/api/webchat/v2/session" },
        };
    }

    private static string Profile(MemberSpec spec) => spec.Database is null ? "local-dev" : "hosted-single-tenant";

    private static JsonObject Rendered(MemberSpec spec)
    {
        var tree = new JsonObject
        {
            ["boot"] = new JsonObject { ["profile"] = Profile(spec) },
            ["webui"] = new JsonObject { ["env_token_var"] = TokenVariable },
        };
        if (spec.Database is not null)
        {
            tree["storage"] = new JsonObject { ["backend"] = "postgres", ["url_env"] = UrlVariable, ["secret_master_key_env"] = MasterKey };
        }

        if (spec.Provider is { } provider)
        {
            var (id, keyVariable) = Providers[provider.Type];
            var slot = new JsonObject { ["provider_id"] = id, ["model"] = ModelNames.Unprefixed(spec.Model!, provider) };
            if (provider.ApiKey is not null)
            {
                slot["api_key_env"] = keyVariable;
            }

            if (provider.BaseUrl is { } url)
            {
                // It speaks Ollama's own interface (ironclaw_llm, create_ollama_from_registry).
                slot["base_url"] = provider.Type == "ollama" ? OllamaAddress.Root(url) : url;
            }

            tree["llm"] = new JsonObject { ["default"] = slot };
        }

        return tree;
    }

    private static SpecFault Refused(ChannelSpec channel) => channel.Type is "telegram" or "slack"
        ? Faults.Error($"channels.{channel.Name}", $"IronClaw cannot poll {channel.Type}", "it takes the channel as a webhook on a public https address alone, set up in its own web page", "give the channel to another runtime")
        : Faults.Error($"channels.{channel.Name}", $"IronClaw has no channel of type {channel.Type}", "it knows Telegram, Slack and its web page", "give the channel to another runtime");

    private static IEnumerable<SpecFault> Storage(MemberSpec spec)
    {
        if (spec.Config?["storage"] is { } storage && (storage.GetValueKind() != JsonValueKind.String || storage.GetValue<string>() is not ("embedded" or "postgres")))
        {
            yield return Faults.Error("config.storage", "a storage that ClawFleet does not know", "the database comes with the member", "use embedded, or leave it out for PostgreSQL");
        }
    }

    // IronClaw stops on a credential in its file; it takes names of variables.
    private static IEnumerable<SpecFault> SecretsInFile(JsonNode? node, string path) => node switch
    {
        JsonObject o => o.SelectMany(p => SecretsInFile(p.Value, $"{path}.{p.Key}")),
        JsonArray a => a.SelectMany((item, i) => SecretsInFile(item, $"{path}[{i}]")),
        JsonValue v when v.GetValueKind() == JsonValueKind.String && SecretRef.TryParse(v.GetValue<string>(), out _) =>
            [Faults.Error(path, "a secret in IronClaw's file", "it refuses credentials there and takes names of variables", "use `provider:`, or `env:` with the variable's name here")],
        _ => [],
    };

    /// <summary>The block without <c>storage: embedded</c>, which is ours and not IronClaw's.</summary>
    private static JsonObject Native(JsonObject? config)
    {
        var native = ConfigTree.CopyObject(config ?? []);
        if (native["storage"] is JsonValue)
        {
            native.Remove("storage");
        }

        return native;
    }

    private static string Url(DatabaseSpec database, MemberSecrets secrets) => string.Create(
        CultureInfo.InvariantCulture,
        $"postgres://{Uri.EscapeDataString(database.User)}:{Uri.EscapeDataString(secrets.Value(database.Password))}@{database.Host}:{database.Port}/{Uri.EscapeDataString(database.Database)}");
}
