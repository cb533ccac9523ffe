using System.Net;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>Everything <c>ironclaw serve</c> starts with, once file, environment and flags agree.</summary>
/// <param name="Profile"><c>local-dev</c> or <c>hosted-single-tenant</c>.</param>
/// <param name="Home"><c>IRONCLAW_REBORN_HOME</c>.</param>
/// <param name="Host">Address to bind.</param>
/// <param name="Port">Port to bind; 0 is a random one.</param>
/// <param name="Token">Bearer token of the API.</param>
/// <param name="Model">The model answers name, or null when no provider is configured.</param>
/// <param name="Database">The database of a hosted profile, else null.</param>
internal sealed record IronClawSettings(string Profile, string Home, IPAddress Host, int Port, string Token, string? Model, PostgresSettings? Database)
{
    public const string LocalDev = "local-dev";
    public const string Hosted = "hosted-single-tenant";

    private const int MinTokenBytes = 32;
    private const int MaxTokenFileBytes = 4096;

    private static readonly string[] OtherProfiles =
        ["hosted-single-tenant-volume", "hosted-single-tenant-volume-sandboxed", "hosted-single-tenant-volume-sandboxed-railway", "production", "migration-dry-run"];

    public bool IsHosted => Profile == Hosted;

    /// <summary>Where the profile keeps its files.</summary>
    public string StorageRoot => Path.Combine(Home, Profile);

    public static string FindHome(Func<string, string?> environment) =>
        environment("IRONCLAW_REBORN_HOME") is { Length: > 0 } home ? Path.GetFullPath(home) : Path.Combine(environment("HOME") is { Length: > 0 } user ? user : "/", ".ironclaw", "reborn");

    /// <exception cref="StartRefusedException">Something IronClaw would not start with, exit code 1.</exception>
    public static IronClawSettings Resolve(IronClawArguments arguments, IronClawConfig config, string home, ProcessEnvironment environment)
    {
        var profile = Profiled(environment.Get("IRONCLAW_REBORN_PROFILE") ?? config.Tree.Text("boot", "profile") ?? LocalDev, arguments, config);
        foreach (var name in environment.Variables.Keys.Where(name => name.StartsWith("IRONCLAW_REBORN_RUNNER_", StringComparison.Ordinal)))
        {
            if (string.IsNullOrWhiteSpace(environment.Get(name))) throw new StartRefusedException($"{name} must not be blank");
        }
        var userVariable = config.Tree.Text("webui", "env_user_id_var") ?? "IRONCLAW_REBORN_WEBUI_USER_ID";
        if (environment.Get(userVariable) is { Length: > 0 } user && user != config.DefaultOwner)
            throw new StartRefusedException($"{userVariable} must equal [identity].default_owner `{config.DefaultOwner}`");

        var host = arguments.Host ?? ListenAddress.Parse(config.Tree.Text("webui", "listen_host") ?? "127.0.0.1")!;
        var port = arguments.Port ?? config.Tree.Whole("webui", "listen_port") ?? 3000;
        var settings = new IronClawSettings(profile, home, host, port, FindToken(config, home, environment), IronClawModels.Choose(config, home, environment), null);
        WorkspaceRule.Check(settings.StorageRoot, Environment.CurrentDirectory);
        if (profile == Hosted) return settings with { Database = PostgresSettings.Resolve(config, environment) };
        LocalMasterKey.Prepare(settings.StorageRoot, environment);
        return settings;
    }

    private static string Profiled(string profile, IronClawArguments arguments, IronClawConfig config)
    {
        if (profile == "local-dev-yolo") throw new StartRefusedException(arguments.ConfirmHostAccess ? "clawsim does not simulate profile local-dev-yolo" : "profile local-dev-yolo requires --confirm-host-access");
        if (OtherProfiles.Contains(profile)) throw new StartRefusedException($"clawsim does not simulate profile {profile}");
        if (profile is not (LocalDev or Hosted)) throw new StartRefusedException($"IRONCLAW_REBORN_PROFILE has invalid value `{profile}`");
        if (arguments.ConfirmHostAccess) throw new StartRefusedException("confirmed host home root was supplied but the resolved runtime policy does not allow host home access");
        // Upstream says no to this for its volume profiles; for local-dev it is a mapping gone wrong all the same.
        if (profile == LocalDev && config.Tree.At("storage") is not null) throw new StartRefusedException($"profile={profile} does not take a [storage] section");
        return profile;
    }

    /// <summary>The token from the variable, else from the file <c>webui-token</c>; at least 32 bytes, since it signs sessions.</summary>
    private static string FindToken(IronClawConfig config, string home, ProcessEnvironment environment)
    {
        var variable = config.Tree.Text("webui", "env_token_var") ?? "IRONCLAW_REBORN_WEBUI_TOKEN";
        var path = Path.Combine(home, "webui-token");
        var token = environment.Get(variable) is { Length: > 0 } value ? value : ReadTokenFile(path);
        if (token is null) throw new StartRefusedException($"{variable} must be set to the WebChat v2 bearer token, or a token file must exist at {path}. Neither was found.");
        return System.Text.Encoding.UTF8.GetByteCount(token) >= MinTokenBytes
            ? token
            : throw new StartRefusedException($"{variable} is also the WebChat v2 session-signing key and must be at least {MinTokenBytes} bytes");
    }

    private static string? ReadTokenFile(string path)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is not null) throw new StartRefusedException($"{path} is a symlink; refusing to read the WebChat v2 token file through it");
        if (!file.Exists) return null;
        if (file.Length > MaxTokenFileBytes) throw new StartRefusedException($"{path} is {file.Length} bytes, over the {MaxTokenFileBytes}-byte cap for the WebChat v2 token file");
        return File.ReadAllText(path).Trim() is { Length: > 0 } token ? token : null;
    }
}
