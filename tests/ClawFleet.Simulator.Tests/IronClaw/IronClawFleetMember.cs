using ClawFleet.Simulator.Tests.Processes;

namespace ClawFleet.Simulator.Tests.IronClaw;

/// <summary>Starts the simulated IronClaw the way a member does: home and workspace apart, secrets in the environment.</summary>
internal static class IronClawFleetMember
{
    public const string Token = "a-bearer-token-that-is-long-enough-0123";

    public const string LocalConfig = """
        api_version = "ironclaw.runtime/v1"

        [boot]
        profile = "local-dev"

        [llm.default]
        provider_id = "openai"
        model = "gpt-test"
        api_key_env = "OPENAI_API_KEY"
        """;

    public const string HostedConfig = """
        api_version = "ironclaw.runtime/v1"

        [boot]
        profile = "hosted-single-tenant"

        [storage]
        backend = "postgres"
        url_env = "IRONCLAW_REBORN_POSTGRES_URL"
        secret_master_key_env = "IRONCLAW_REBORN_SECRET_MASTER_KEY"

        [llm.default]
        provider_id = "ollama"
        model = "llama-test"
        """;

    /// <summary>Everything a hosted profile needs, with a database that is not there.</summary>
    public static IReadOnlyDictionary<string, string> HostedEnvironment { get; } = new Dictionary<string, string>
    {
        ["IRONCLAW_REBORN_POSTGRES_URL"] = "postgres://ironclaw:pw@127.0.0.1:1/ironclaw",
        ["IRONCLAW_REBORN_SECRET_MASTER_KEY"] = "0123456789abcdefghijklmnopqrstuvwxyz",
        ["IRONCLAW_REBORN_POSTGRES_RESOURCE_GOVERNOR_SINGLETON"] = "true",
        ["DATABASE_SSLMODE"] = "disable",
        ["IRONCLAW_REBORN_ALLOW_REMOTE_POSTGRES_CLEAR_TEXT"] = "true",
    };

    public static SimulatorProcess Local(TemporaryFolder folder, string? config, params (string Name, string? Value)[] environment) =>
        Serve(folder, config, ["--port", "0"], new Dictionary<string, string> { ["OPENAI_API_KEY"] = "k" }, environment);

    public static SimulatorProcess Hosted(TemporaryFolder folder, string? config, params (string Name, string? Value)[] environment) =>
        Serve(folder, config, ["--port", "0"], HostedEnvironment, environment);

    /// <param name="changes">Laid over <paramref name="environment"/>; null takes a variable away.</param>
    public static SimulatorProcess Serve(TemporaryFolder folder, string? config, string[] arguments, IReadOnlyDictionary<string, string> environment, params (string Name, string? Value)[] changes)
    {
        if (config is not null) folder.Write("home/config.toml", config);
        Directory.CreateDirectory(folder.File("workspace"));
        var variables = new Dictionary<string, string>(environment) { ["IRONCLAW_REBORN_HOME"] = folder.File("home"), ["IRONCLAW_REBORN_WEBUI_TOKEN"] = Token };
        foreach (var (name, value) in changes)
        {
            if (value is null) variables.Remove(name);
            else variables[name] = value;
        }
        return SimulatorProcess.Start(folder.File("workspace"), ["--as", "ironclaw", "serve", .. arguments], variables);
    }
}
