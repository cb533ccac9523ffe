using System.Text.Json;
using ClawFleet.Cli.Presentation;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Tests.Presentation;

public sealed class TableTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    private static readonly MemberStatus OpenClaw = new(
        "openclaw", "openclaw", "member", MemberState.Running, "healthy", "clawfleet/openclaw:2026.9.6-abc", ["127.0.0.1:18789->18789"], Simulated: false,
        "0123456789ab", Now - TimeSpan.FromMinutes(3), ExitCode: null, "http://127.0.0.1:18789")
    { ContainerName = "sample-openclaw" };

    private static readonly MemberStatus Database = new(
        "ironclaw-postgres", "postgres", "sidecar", MemberState.Running, "healthy", "clawfleet/postgres:17-def", [], Simulated: false,
        "123456789abc", Now - TimeSpan.FromSeconds(42), ExitCode: null, Address: null)
    { ContainerName = "sample-ironclaw-postgres" };

    private static readonly MemberStatus ZeroClaw = new(
        "zeroclaw", "zeroclaw", "member", MemberState.Exited, "-", "clawfleet/zeroclaw-simulated:0.8.4", [], Simulated: true,
        "23456789abcd", Now - TimeSpan.FromSeconds(42), ExitCode: 137, Address: null)
    { ContainerName = "sample-zeroclaw", Reason = "killed (137)" };

    [Fact]
    public void Ps_lines_its_columns_up()
    {
        var console = new RecordedConsole();

        PsTable.Write(console.Console, [("sample", OpenClaw), ("sample", Database), ("sample", ZeroClaw)], showFleet: false, Now);

        Assert.Equal(
            """
            MEMBER             RUNTIME               STATE         HEALTH   ADDRESS                 UP     IMAGE
            openclaw           openclaw              running       healthy  http://127.0.0.1:18789  3m00s  clawfleet/openclaw:2026.9.6-abc
            ironclaw-postgres  postgres (sidecar)    running       healthy  -                       42.0s  clawfleet/postgres:17-def
            zeroclaw           zeroclaw (simulated)  exited (137)  -        -                       -      clawfleet/zeroclaw-simulated:0.8.4

            """.ReplaceLineEndings("\n"),
            console.OutText);
        Assert.Equal("zeroclaw: killed (137)\n", console.ErrorText);
    }

    [Fact]
    public void Ps_of_nothing_is_the_titles_alone()
    {
        var console = new RecordedConsole();

        PsTable.Write(console.Console, [], showFleet: true, Now);

        Assert.Equal("FLEET  MEMBER  RUNTIME  STATE  HEALTH  ADDRESS  UP  IMAGE\n", console.OutText);
    }

    [Fact]
    public void Ps_as_json_has_every_key_of_every_member()
    {
        var json = JsonDocument.Parse(PsJson.Write([("sample", OpenClaw), ("sample", ZeroClaw)])).RootElement;

        Assert.Equal(
            ["name", "fleet", "runtime", "role", "state", "health", "image", "ports", "simulated", "containerId", "startedAt", "exitCode", "address", "reason", "pages"],
            json[0].EnumerateObject().Select(property => property.Name));
        Assert.Equal("running", json[0].GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, json[0].GetProperty("exitCode").ValueKind);
        Assert.True(json[1].GetProperty("simulated").GetBoolean());
        Assert.Equal(137, json[1].GetProperty("exitCode").GetInt32());
    }

    [Fact]
    public void Up_shows_failures_as_talk_and_the_table_as_data()
    {
        var console = new RecordedConsole();
        var result = new UpResult(
            [
                new("openclaw", "openclaw", MemberState.Running, Simulated: false, "http://127.0.0.1:18789", Changed: true, "not there", TimeSpan.FromSeconds(12.34), Failure: null, []),
                new("zeroclaw", "zeroclaw", MemberState.FailedToStart, Simulated: true, Address: null, Changed: true, "not there", TimeToHealthy: null, "exited with 78 (bad configuration)", ["config.toml:3: unknown key"]),
            ],
            Changed: true);

        UpTable.WriteFailures(console.Console, result);
        UpTable.Write(console.Console, result);

        Assert.Equal(
            """
            MEMBER    RUNTIME               STATE            HEALTH   ADDRESS                 HEALTHY AFTER
            openclaw  openclaw              running          healthy  http://127.0.0.1:18789  12.3s
            zeroclaw  zeroclaw (simulated)  failed-to-start  -        -                       -

            """.ReplaceLineEndings("\n"),
            console.OutText);
        Assert.StartsWith("failed: zeroclaw: exited with 78 (bad configuration)\n  zeroclaw | config.toml:3: unknown key\nsimulated: ", console.ErrorText);
    }

    [Theory]
    [InlineData(0.84, "0.84s")]
    [InlineData(59.9, "59.9s")]
    [InlineData(125, "2m05s")]
    [InlineData(11520, "3h12m")]
    [InlineData(439200, "5d02h")]
    public void Lengths_of_time_are_short(double seconds, string text) => Assert.Equal(text, Durations.Short(TimeSpan.FromSeconds(seconds)));
}
