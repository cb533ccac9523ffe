using System.Text.Json;

namespace ClawFleet.Cli.Tests.Processes;

public sealed class ProgramTests
{
    private static readonly string Nowhere = "unix:///nonexistent/engine.sock";

    [Theory]
    [InlineData("version")]
    [InlineData("--version")]
    public async Task The_version_stands_alone_on_standard_output(string word)
    {
        var ended = await ClawdenProcess.RunAsync(word);

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Matches(@"^\d+\.\d+\.\d+\S*\n$", ended.Out);
    }

    [Fact]
    public async Task Help_is_data_and_names_every_command()
    {
        var ended = await ClawdenProcess.RunAsync("--help");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.All((string[])["up", "run", "ps", "logs", "exec", "stop", "restart", "down", "upgrade", "config", "version"], name => Assert.Contains($"\n  {name} ", ended.Out));
    }

    [Fact]
    public async Task A_runtime_is_shown_in_words_alone()
    {
        var ended = await ClawdenProcess.RunAsync("runtime", "show", "zeroclaw");

        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Matches(@"(?m)^tools +browser, database, .*uv$", ended.Out);
        Assert.DoesNotContain("System.", ended.Out);
    }

    [Fact]
    public async Task A_fleet_file_that_is_not_there_is_exit_code_3_and_says_where_it_was_looked_for()
    {
        using var folder = new TemporaryFolder();
        folder.Write(".git/HEAD", "");

        var ended = await ClawdenProcess.RunAsync(ClawdenProcess.Program, ["up"], folder.Path, []);

        Assert.Equal((3, ""), (ended.ExitCode, ended.Out));
        Assert.StartsWith($"clawden: no clawden.yaml in {folder.Path} or above it", ended.Error);
    }

    [Fact]
    public async Task Channels_of_a_fleet_that_is_not_up_come_from_its_file_and_need_no_engine()
    {
        using var folder = new TemporaryFolder();
        folder.Write("clawden.yaml", """
            runtime: zeroclaw
            channels: {desk: {type: telegram, token: $DESK_TOKEN, allowed_users: ["*"]}}
            provider: {type: openai, api_key: $KEY}
            model: m
            """);

        var ended = await ClawdenProcess.RunAsync(ClawdenProcess.Program, ["channels"], folder.Path, new() { ["DOCKER_HOST"] = Nowhere, ["DESK_TOKEN"] = "123:channel-secret", ["KEY"] = "sk-secret" });

        Assert.Equal((0, "CHANNEL  TYPE      MEMBER    RUNTIME   STATE  HEALTH  ANSWERS    CREDENTIALS\ndesk     telegram  zeroclaw  zeroclaw  -      -       everybody  token\n"), (ended.ExitCode, ended.Out));
        Assert.DoesNotContain("channel-secret", ended.Error + ended.Out);
    }

    [Theory]
    [InlineData("kubernetes")]
    [InlineData("compose")]
    public async Task Publishing_needs_no_engine_writes_no_secret_into_a_text_and_says_of_images_what_is_still_to_do(string target)
    {
        using var folder = new TemporaryFolder();
        folder.Write("clawden.yaml", "{runtime: zeroclaw, simulate: always, provider: {type: openai, api_key: $KEY}, model: m}\n");
        Dictionary<string, string?> variables = new() { ["DOCKER_HOST"] = Nowhere, ["KEY"] = "sk-published-secret", ["XDG_STATE_HOME"] = folder.Path };

        var ended = await ClawdenProcess.RunAsync(ClawdenProcess.Program, ["publish", target, "-o", "out"], folder.Path, variables);
        var fromRegistry = await ClawdenProcess.RunAsync(ClawdenProcess.Program, ["publish", target, "-o", "out", "--registry", "ghcr.io/team"], folder.Path, variables);

        Assert.Equal((0, 0, ""), (ended.ExitCode, fromRegistry.ExitCode, ended.Out));
        Assert.Contains("images", ended.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("publish with --registry", fromRegistry.Error, StringComparison.Ordinal);
        var texts = Directory.EnumerateFiles(Path.Combine(folder.Path, "out"), "*", SearchOption.AllDirectories).Where(f => !f.Contains("/secrets/", StringComparison.Ordinal)).ToList();
        Assert.NotEmpty(texts);
        Assert.All(texts, f => Assert.DoesNotContain("sk-published-secret", File.ReadAllText(f), StringComparison.Ordinal));
        Assert.Contains(texts, f => File.ReadAllText(f).Contains("ghcr.io/team/zeroclaw-simulated", StringComparison.Ordinal));
        Assert.DoesNotContain("sk-published-secret", ended.Error + fromRegistry.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Publishing_for_a_cluster_names_the_secrets_that_are_to_follow_and_wants_them_with_their_values_only()
    {
        using var folder = new TemporaryFolder();
        folder.Write("clawden.yaml", "{runtime: zeroclaw, simulate: always, provider: {type: openai, api_key: $KEY}, model: m}\n");
        Dictionary<string, string?> variables = new() { ["DOCKER_HOST"] = Nowhere, ["XDG_STATE_HOME"] = folder.Path };
        Task<ClawdenProcess.Ended> Publish(params string[] more) => ClawdenProcess.RunAsync(ClawdenProcess.Program, ["publish", "kubernetes", "-o", "out", .. more], folder.Path, variables);

        var ended = await Publish();
        Assert.Equal(0, ended.ExitCode);
        Assert.Matches(@"missing: out/secrets/\S+, the value of \$KEY", ended.Error);
        var withValues = await Publish("--with-secrets");
        Assert.Equal(3, withValues.ExitCode);
        Assert.Contains("the variable KEY is not set", withValues.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Support_asks_every_runtime_and_refuses_a_type_that_nobody_has()
    {
        var grid = await ClawdenProcess.RunAsync(ClawdenProcess.Program, ["channels", "support"], Path.GetTempPath(), []);
        Assert.Matches(@"(?m)^TYPE +IRONCLAW +MICROCLAW .*ZEROCLAW$", grid.Out);
        Assert.Matches(@"(?m)^telegram +yes", grid.Out);

        var unknown = await ClawdenProcess.RunAsync(ClawdenProcess.Program, ["channels", "support", "carrier-pigeon"], Path.GetTempPath(), []);
        Assert.Equal((2, ""), (unknown.ExitCode, unknown.Out));
        Assert.StartsWith("clawden: no runtime has a channel of type carrier-pigeon; there are: a2a, ", unknown.Error);
    }

    [Theory]
    [InlineData("ps")]
    [InlineData("logs")]
    [InlineData("stop")]
    [InlineData("restart")]
    [InlineData("down")]
    public async Task Without_an_engine_it_is_exit_code_4_and_one_sentence(string command)
    {
        var ended = await ClawdenProcess.RunAsync(ClawdenProcess.Program, [command, "--fleet", "cli-nobody"], Path.GetTempPath(), new() { ["DOCKER_HOST"] = Nowhere });

        Assert.Equal((4, ""), (ended.ExitCode, ended.Out));
        Assert.StartsWith("clawden: ", ended.Error);
        Assert.DoesNotContain("   at ", ended.Error);
    }

    [Fact]
    public async Task Exec_without_an_engine_is_exit_code_4()
    {
        var ended = await ClawdenProcess.RunAsync(ClawdenProcess.Program, ["exec", "--fleet", "cli-nobody", "member", "--", "true"], Path.GetTempPath(), new() { ["DOCKER_HOST"] = Nowhere });

        Assert.Equal(4, ended.ExitCode);
    }

    [Fact]
    public async Task A_reader_that_goes_away_is_no_failure()
    {
        // The reader has gone before the program writes a byte.
        var ended = await ClawdenProcess.RunAsync("/bin/bash", ["-c", $"{ClawdenProcess.Program} --help | true; echo ${{PIPESTATUS[0]}}"], Path.GetTempPath(), []);

        Assert.Equal(("0\n", ""), (ended.Out, ended.Error));
    }

    [Fact]
    public async Task Not_a_terminal_means_no_colour()
    {
        var ended = await ClawdenProcess.RunAsync("ups");

        Assert.Equal(2, ended.ExitCode);
        Assert.DoesNotContain('\e', ended.Error);
    }

    [Fact]
    public async Task Ps_of_an_unknown_fleet_is_an_empty_array()
    {
        var ended = await ClawdenProcess.RunAsync("ps", "--fleet", "cli-tests-unknown", "--json");
        Assert.SkipWhen(ended.ExitCode == 4, "there is no container engine here");

        Assert.Equal(0, ended.ExitCode);
        Assert.Equal(0, JsonDocument.Parse(ended.Out).RootElement.GetArrayLength());
    }
}
