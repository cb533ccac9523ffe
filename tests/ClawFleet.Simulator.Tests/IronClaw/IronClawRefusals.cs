using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.IronClaw.IronClawFleetMember;

namespace ClawFleet.Simulator.Tests.IronClaw;

public sealed class IronClawRefusals : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("a file that is no TOML", "[boot", "could not parse config file")]
    [InlineData("an unknown section", "[nonsense]\nx = 1", "unknown field `nonsense`")]
    [InlineData("an unknown key", "[webui]\nlisten = \"x\"", "unknown field `webui.listen`")]
    [InlineData("a wrong type", "[webui]\nlisten_port = \"3000\"", "expected an integer")]
    [InlineData("port 0 in the file", "[webui]\nlisten_port = 0", "[webui].listen_port = 0 is not allowed")]
    [InlineData("a host name", "[webui]\nlisten_host = \"localhost\"", "[webui].listen_host `localhost` invalid")]
    [InlineData("another api_version", "api_version = \"ironclaw.runtime/v2\"", "declares api_version")]
    [InlineData("a pasted key", "[llm.default]\nprovider_id = \"openai\"\napi_key_env = \"sk-abcdefghijklmnop\"", "looks like a secret starting with `sk-`")]
    [InlineData("a pasted hexadecimal key", "[identity]\ntenant = \"0123456789abcdef0123456789abcdef\"", "looks like a long hexadecimal key")]
    [InlineData("a pasted key in a retired section", "[telegram]\nbot_token = \"xoxb-123456789012\"", "looks like a secret")]
    [InlineData("retired Slack set-up", "[slack]\nbot_token_env = \"SLACK_BOT_TOKEN\"", "[slack] in")]
    [InlineData("another storage backend", "[boot]\nprofile = \"hosted-single-tenant\"\n[storage]\nbackend = \"libsql\"", "supports only \"postgres\"")]
    [InlineData("a URL for the name of a variable", "[boot]\nprofile = \"hosted-single-tenant\"\n[storage]\nbackend = \"postgres\"\nurl_env = \"postgres://u@h/d\"", "must be an environment variable name")]
    [InlineData("an empty pool", "[storage]\nbackend = \"postgres\"\npool_max_size = 0", "must be greater than 0")]
    [InlineData("storage in local-dev", "[storage]\nbackend = \"postgres\"", "does not take a [storage] section")]
    [InlineData("a profile that is none", "[boot]\nprofile = \"laptop\"", "invalid value `laptop`")]
    [InlineData("a profile that is not simulated", "[boot]\nprofile = \"production\"", "does not simulate profile production")]
    [InlineData("unlimited host access without consent", "[boot]\nprofile = \"local-dev-yolo\"", "requires --confirm-host-access")]
    [InlineData("a provider that is none", "[llm.default]\nprovider_id = \"skynet\"", "unknown provider `skynet`")]
    [InlineData("a provider without its key", "[llm.default]\nprovider_id = \"anthropic\"", "ANTHROPIC_API_KEY is not set")]
    [InlineData("a negative budget", "[budget]\nuser_daily_usd = -1.0", "must not be negative")]
    public async Task Refuses_with_exit_code_1(string what, string config, string message)
    {
        await using var ironclaw = Local(_folder, config);

        await ironclaw.RefusesAsync(1, message, what);
        Assert.DoesNotContain("sk-abcdefghijklmnop", ironclaw.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IRONCLAW_REBORN_WEBUI_TOKEN", null, "Neither was found")]
    [InlineData("IRONCLAW_REBORN_WEBUI_TOKEN", "short", "at least 32 bytes")]
    [InlineData("IRONCLAW_REBORN_WEBUI_USER_ID", "somebody", "must equal [identity].default_owner")]
    [InlineData("IRONCLAW_REBORN_RUNNER_WORKER_COUNT", " ", "must not be blank")]
    [InlineData("SECRETS_MASTER_KEY", "", "exactly 64 hexadecimal digits")]
    [InlineData("SECRETS_MASTER_KEY", "0123456789abcdef", "exactly 64 hexadecimal digits")]
    [InlineData("IRONCLAW_REBORN_PROFILE", "laptop", "invalid value `laptop`")]
    [InlineData("OPENAI_API_KEY", null, "OPENAI_API_KEY is not set")]
    public async Task Refuses_a_variable_that_is_missing_or_wrong(string name, string? value, string message)
    {
        await using var ironclaw = Local(_folder, LocalConfig, (name, value));

        Assert.Equal(1, await ironclaw.ExitAsync());
        Assert.Contains(message, ironclaw.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("IRONCLAW_REBORN_POSTGRES_URL", null, "must be set to the Reborn PostgreSQL URL")]
    [InlineData("IRONCLAW_REBORN_POSTGRES_URL", "", "must not be empty")]
    [InlineData("IRONCLAW_REBORN_POSTGRES_URL", "mysql://u:p@h/d", "is no postgres:// URL")]
    [InlineData("IRONCLAW_REBORN_SECRET_MASTER_KEY", null, "must be set to the Reborn secret master key")]
    [InlineData("IRONCLAW_REBORN_SECRET_MASTER_KEY", "too-short", "at least 32 bytes")]
    [InlineData("IRONCLAW_REBORN_SECRET_MASTER_KEY", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "too little variety")]
    [InlineData("IRONCLAW_REBORN_POSTGRES_RESOURCE_GOVERNOR_SINGLETON", null, "must be set to true")]
    [InlineData("IRONCLAW_REBORN_POSTGRES_RESOURCE_GOVERNOR_SINGLETON", "false", "must be set to true")]
    [InlineData("IRONCLAW_REBORN_POSTGRES_RESOURCE_GOVERNOR_SINGLETON", "maybe", "must be one of true, false")]
    [InlineData("IRONCLAW_REBORN_POSTGRES_POOL_MAX_SIZE", "0", "must be a positive integer")]
    [InlineData("DATABASE_SSLMODE", "off", "invalid Postgres ssl mode 'off'")]
    public async Task A_hosted_profile_refuses_a_variable_that_is_missing_or_wrong(string name, string? value, string message)
    {
        await using var ironclaw = Hosted(_folder, HostedConfig, (name, value));

        Assert.Equal(1, await ironclaw.ExitAsync());
        Assert.Contains(message, ironclaw.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DATABASE_SSLMODE", null, "needs TLS")]
    [InlineData("IRONCLAW_REBORN_ALLOW_REMOTE_POSTGRES_CLEAR_TEXT", null, "over clear text is disabled")]
    public async Task A_database_on_another_host_needs_both_consents_to_clear_text(string name, string? value, string message)
    {
        await using var ironclaw = Hosted(_folder, HostedConfig, ("IRONCLAW_REBORN_POSTGRES_URL", "postgres://u:p@member-postgres:5432/d"), (name, value));

        Assert.Equal(1, await ironclaw.ExitAsync());
        Assert.Contains(message, ironclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hosted_profile_needs_the_storage_section()
    {
        await using var ironclaw = Hosted(_folder, "[boot]\nprofile = \"hosted-single-tenant\"");

        Assert.Equal(1, await ironclaw.ExitAsync());
        Assert.Contains("requires [storage] backend = \"postgres\"", ironclaw.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--no-onboard")]
    [InlineData("--host", "localhost")]
    [InlineData("--port", "70000")]
    [InlineData("extra")]
    public async Task Refuses_arguments_outside_its_grammar_with_exit_code_2(params string[] arguments)
    {
        await using var ironclaw = Serve(_folder, LocalConfig, arguments, new Dictionary<string, string>());

        Assert.Equal(2, await ironclaw.ExitAsync());
    }

    [Fact]
    public async Task Refuses_a_workspace_that_holds_its_home()
    {
        await using var ironclaw = Local(_folder, LocalConfig, ("IRONCLAW_REBORN_HOME", _folder.File("workspace/home")), ("LLM_BACKEND", "ollama"));

        Assert.Equal(1, await ironclaw.ExitAsync());
        Assert.Contains("workspace root must not overlap default skill root /skills", ironclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refuses_a_token_file_that_is_a_link()
    {
        File.CreateSymbolicLink(_folder.File("home/webui-token").Replace("home/", "", StringComparison.Ordinal), "/etc/hostname");
        Directory.CreateDirectory(_folder.File("home"));
        File.Move(_folder.File("webui-token"), _folder.File("home/webui-token"));
        await using var ironclaw = Local(_folder, LocalConfig, ("IRONCLAW_REBORN_WEBUI_TOKEN", null));

        Assert.Equal(1, await ironclaw.ExitAsync());
        Assert.Contains("is a symlink", ironclaw.Said, StringComparison.Ordinal);
    }
}
