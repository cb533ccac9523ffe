using System.Text.Json;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Commands;

/// <summary>Commands on a fleet that is up: data on standard output and nothing else there, talk on standard error, no secret on either.</summary>
public sealed class LookingAtAFleet(RunningFleet running) : IClassFixture<RunningFleet>
{
    private readonly TempFleet _fleet = running.Fleet;

    [Fact]
    public async Task Ps_json_is_an_array_of_objects_with_the_promised_fields()
    {
        var rows = (await _fleet.RunAsync("ps", "--json")).Exits(0).Json().EnumerateArray().ToList();
        Assert.Equal(["one", "two"], rows.Select(r => r.GetProperty("name").GetString()).Order());
        foreach (var row in rows)
        {
            Assert.Equal("zeroclaw", row.GetProperty("runtime").GetString());
            Assert.Equal("running", row.GetProperty("state").GetString(), ignoreCase: true);
            Assert.Equal("healthy", row.GetProperty("health").GetString());
            Assert.False(string.IsNullOrEmpty(row.GetProperty("image").GetString()));
            Assert.NotEmpty(row.GetProperty("ports").EnumerateArray());
            Assert.Equal(JsonValueKind.True, row.GetProperty("simulated").ValueKind);
            Assert.Matches("^[0-9a-f]{12,64}$", row.GetProperty("containerId").GetString()!);
            Assert.True(row.GetProperty("startedAt").GetDateTimeOffset() > DateTimeOffset.UtcNow.AddHours(-1), "expected a start within the last hour");
        }
    }

    [Fact]
    public async Task Ps_shows_a_table_that_says_what_is_simulated()
    {
        var table = (await _fleet.RunAsync("ps")).Exits(0).Stdout;
        Assert.Contains("one", table, StringComparison.Ordinal);
        Assert.Contains("simulated", table, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\e[", table, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Channels_say_who_answers_where_and_for_whom_and_no_token()
    {
        var shown = (await _fleet.RunAsync("channels")).Exits(0);
        Assert.Matches(@"desk +telegram +one +zeroclaw \(simulated\) +running +healthy +1 user +token", shown.Stdout);
        Assert.Contains("simulated", shown.Stderr, StringComparison.Ordinal);
        var row = Assert.Single((await _fleet.RunAsync("channels", "--json")).Exits(0).Json().EnumerateArray());
        Assert.Equal(("desk", "one", "running"), (row.GetProperty("name").GetString(), row.GetProperty("member").GetString(), row.GetProperty("state").GetString()));
        Assert.DoesNotContain(RunningFleet.ChannelToken, shown.Stdout + row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ps_works_from_another_folder_by_the_fleets_name()
    {
        var result = await Clawden.RunAsync(Path.GetTempPath(), new Dictionary<string, string> { ["XDG_STATE_HOME"] = _fleet.Variables["XDG_STATE_HOME"] }, "ps", "--fleet", _fleet.Name, "--json");
        Assert.Equal(2, result.Exits(0).Json().GetArrayLength());
    }

    [Fact]
    public async Task Logs_print_lines_with_their_member_and_nothing_else()
    {
        var lines = (await _fleet.RunAsync("logs")).Exits(0).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(lines);
        Assert.All(lines, l => Assert.True(l.StartsWith("one", StringComparison.Ordinal) || l.StartsWith("two", StringComparison.Ordinal), $"expected the member first; seen: {l}"));
    }

    [Fact]
    public async Task Logs_of_one_member_can_be_cut_to_the_last_lines()
    {
        var lines = (await _fleet.RunAsync("logs", "two", "--tail", "1")).Exits(0).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Single(lines);
    }

    [Fact]
    public async Task Exec_passes_output_and_exit_code_on()
    {
        var result = (await _fleet.RunAsync("exec", "one", "--", "sh", "-c", "echo out; echo err >&2; exit 7")).Exits(7);
        Assert.Equal("out\n", result.Stdout);
        Assert.Contains("err", result.Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_is_not_there_is_refused_by_name()
    {
        (await _fleet.RunAsync("exec", "onne", "--", "true")).Says("onne", "one");
        (await _fleet.RunAsync("logs", "onne")).Says("onne", "one");
    }

    [Fact]
    public async Task Stop_and_restart_touch_the_named_member_alone()
    {
        var before = await _fleet.ContainersAsync();
        (await _fleet.RunAsync("stop", "two")).Exits(0);
        var stopped = (await _fleet.RunAsync("ps", "--json")).Exits(0).Json().EnumerateArray().Single(r => r.GetProperty("name").GetString() == "two");
        Assert.Equal("stopped", stopped.GetProperty("state").GetString(), ignoreCase: true);

        (await _fleet.RunAsync("restart", "two")).Exits(0);
        await _fleet.UpAsync();
        var after = await _fleet.ContainersAsync();
        Assert.Equal(before["one"].Id, after["one"].Id);
        Assert.Equal(before["two"].Id, after["two"].Id);
        Assert.All(after.Values, c => Assert.Equal(Engine.ContainerState.Running, c.State));
    }

    [Fact]
    public async Task Config_show_prints_every_form_with_secrets_masked()
    {
        foreach (var form in new[] { "plan", "native", "env", "json" })
        {
            var shown = (await _fleet.RunAsync("config", "show", "one", "--format", form)).Exits(0);
            Assert.NotEmpty(shown.Stdout);
            AssertNoSecret(shown, await SecretsAsync());
            if (form == "json") Assert.Equal(JsonValueKind.Object, shown.Json().ValueKind);
        }

        Assert.Contains(RunningFleet.ChannelToken, (await _fleet.RunAsync("config", "show", "one", "--format", "env", "--reveal")).Exits(0).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task No_command_prints_a_secret()
    {
        var secrets = await SecretsAsync();
        AssertNoSecret(running.Up, secrets);
        string[][] commands = [["ps"], ["ps", "--json"], ["logs"], ["config", "validate"], ["config", "show", "one"], ["up", "-d"], ["version"], ["--help"]];
        foreach (var command in commands)
        {
            AssertNoSecret(await _fleet.RunAsync(command), secrets);
        }
    }

    [Fact]
    public async Task No_secret_is_in_the_arguments_of_our_own_processes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc is Linux's");
        var secrets = await SecretsAsync();
        await using var up = _fleet.Start("up", "--no-logs");
        var seen = 0;
        while (!up.StderrSoFar.Contains("one", StringComparison.Ordinal) && !up.HasEnded && seen < 200)
        {
            seen++;
            foreach (var folder in Directory.EnumerateDirectories("/proc").Where(d => char.IsAsciiDigit(Path.GetFileName(d)[0])))
            {
                try
                {
                    var line = await File.ReadAllTextAsync(Path.Combine(folder, "cmdline"));
                    Assert.DoesNotContain(secrets, s => line.Contains(s, StringComparison.Ordinal));
                }
                catch (IOException)
                {
                    // It ended while it was looked at.
                }
            }
        }

        Assert.True(seen > 0, "expected to look at least once");
        // Killed, not stopped: stopping would end the fleet that other tests look at.
        await up.SignalAsync("KILL");
    }

    /// <summary>What the file was given and what was generated.</summary>
    private async Task<List<string>> SecretsAsync()
    {
        var secrets = new List<string> { RunningFleet.ChannelToken, RunningFleet.ProviderKey };
        foreach (var member in new[] { "one", "two" })
        {
            var read = (await _fleet.RunAsync("exec", member, "--", "sh", "-c", "for f in /run/secrets/*; do cat $f; echo; done")).Exits(0);
            secrets.AddRange(read.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        }

        Assert.True(secrets.Count >= 6, $"expected generated tokens too; seen {secrets.Count} secrets");
        return [.. secrets.Distinct()];
    }

    private static void AssertNoSecret(CliResult result, List<string> secrets)
        => Assert.DoesNotContain(secrets, s => result.All.Contains(s, StringComparison.Ordinal));
}
