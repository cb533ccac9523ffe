using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.ZeroClaw.ZeroClawFleetMember;

namespace ClawFleet.Simulator.Tests.ZeroClaw;

public sealed class ZeroClawStart : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Says_at_every_start_that_it_only_simulates()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        await zeroclaw.ListeningAsync();

        Assert.StartsWith("clawsim: simulating ZeroClaw 0.8.4; no agent runs here", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Knows_its_persona_from_the_name_it_is_started_under()
    {
        var program = _folder.File("zeroclaw");
        File.CreateSymbolicLink(program, SimulatorProcess.Program);
        using var started = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, ["--version"]) { RedirectStandardOutput = true, RedirectStandardError = true })!;

        Assert.Equal("zeroclaw 0.8.4", (await started.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).Trim());
    }

    [Fact]
    public async Task Knows_its_persona_from_the_image_variable()
    {
        await using var zeroclaw = SimulatorProcess.Start(_folder.Path, ["--version"], new Dictionary<string, string> { ["CLAWFLEET_RUNTIME"] = "zeroclaw" });

        Assert.Equal(0, await zeroclaw.ExitAsync());
        Assert.Contains("zeroclaw 0.8.4", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_persona_it_does_not_start()
    {
        await using var nobody = SimulatorProcess.Start(_folder.Path, ["daemon"]);

        Assert.Equal(2, await nobody.ExitAsync());
        Assert.Contains("cannot simulate 'clawsim'", nobody.Said.Replace(AppContext.BaseDirectory, "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_file_it_writes_a_default_one_and_takes_everything_from_the_environment()
    {
        await using var zeroclaw = Daemon(_folder, null,
            ("ZEROCLAW_providers__models__openrouter__default__model", "m"), ("ZEROCLAW_agents__default__model_provider", "openrouter.default"), ("ZEROCLAW_gateway__paired_tokens", "[\"t\"]"));
        var http = await zeroclaw.ListeningAsync("t");
        var (status, body) = await http.PostJsonAsync("/webhook", """{"message":"hi"}""");

        Assert.Equal(200, status);
        Assert.Equal("m", (string?)body!["model"]);
        Assert.Equal("schema_version = 3\n", await File.ReadAllTextAsync(_folder.File("home/config.toml"), TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Upper_case_names_are_ignored_without_a_word()
    {
        await using var zeroclaw = Daemon(_folder, Config, ("ZEROCLAW_API_KEY", "x"), ("ZEROCLAW_GATEWAY_PORT", "nonsense"));
        await zeroclaw.ListeningAsync();

        Assert.DoesNotContain("API_KEY", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_name_falls_back_to_loopback_with_a_warning()
    {
        await using var zeroclaw = Daemon(_folder, Config, ["--host", "localhost", "--port", "0"]);
        var http = await zeroclaw.ListeningAsync();

        Assert.Contains("is not an IP address; falling back to 127.0.0.1", zeroclaw.Said, StringComparison.Ordinal);
        Assert.Equal("127.0.0.1", http.BaseAddress!.Host);
    }

    [Fact]
    public async Task A_channel_without_enabled_never_starts()
    {
        await using var zeroclaw = Daemon(_folder, "schema_version = 3\n[channels.telegram.desk]\nbot_token = \"1:a\"");
        await zeroclaw.ListeningAsync();

        Assert.Contains("channel telegram.desk: not started: not enabled", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_outside_the_published_build_never_starts()
    {
        await using var zeroclaw = Daemon(_folder, "schema_version = 3\n[channels.slack.desk]\nenabled = true\nbot_token = \"xoxb\"");
        await zeroclaw.ListeningAsync();

        Assert.Contains("channel slack.desk: not started: channel type 'slack' is not compiled into this build", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_channel_that_only_a_disabled_agent_lists_never_starts()
    {
        await using var zeroclaw = Daemon(_folder, "schema_version = 3\n[channels.telegram.desk]\nenabled = true\nbot_token = \"1:a\"\n[agents.main]\nenabled = false\nchannels = [\"telegram.desk\"]");
        await zeroclaw.ListeningAsync();

        Assert.Contains("channel telegram.desk: not started: no enabled agent lists it", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_schema_version_1_is_migrated_and_its_channel_stays_off()
    {
        await using var zeroclaw = Daemon(_folder, "api_key = \"k\"\ndefault_provider = \"openrouter\"\ndefault_model = \"m\"\n[channels_config.telegram]\nbot_token = \"1:a\"\nallowed_users = [\"42\"]\n[gateway]\npaired_tokens = [\"t\"]");
        var http = await zeroclaw.ListeningAsync("t");
        var (_, body) = await http.PostJsonAsync("/webhook", """{"message":"hi"}""");

        Assert.Equal("m", (string?)body!["model"]);
        Assert.Contains("channel telegram.default: not started: not enabled", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task OpenTelemetry_is_not_in_the_published_build_and_it_says_so()
    {
        await using var zeroclaw = Daemon(_folder, "schema_version = 3\n[observability]\nbackend = \"otel\"");
        await zeroclaw.ListeningAsync();

        Assert.Contains("\"otel\" is not compiled into this build", zeroclaw.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("schema_version = 3", 0, "\"valid\":true")]
    [InlineData("schema_version = 9", 1, "\"valid\":false")]
    public async Task Config_migrate_tells_whether_a_file_is_valid(string config, int exitCode, string answer)
    {
        _folder.Write("home/config.toml", config);
        await using var zeroclaw = SimulatorProcess.Start(_folder.Path, ["--as", "zeroclaw", "config", "migrate", "--json"], new Dictionary<string, string> { ["ZEROCLAW_CONFIG_DIR"] = _folder.File("home") });

        Assert.Equal(exitCode, await zeroclaw.ExitAsync());
        Assert.Contains(answer, zeroclaw.Said, StringComparison.Ordinal);
    }
}
