using System.Diagnostics;
using System.Text.Json.Nodes;
using ClawFleet.EndToEnd.Dashboards;
using ClawFleet.EndToEnd.Fixture;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClawFleet.EndToEnd.OpenClaw;

/// <summary>What only the real OpenClaw can say: that it starts with its plugins and no network, and that it takes what is written for it.</summary>
public sealed class RealOpenClaw(OfflineOpenClaw offline) : IClassFixture<OfflineOpenClaw>
{
    [Fact]
    public async Task It_starts_with_its_channel_plugins_and_no_way_out()
    {
        var log = (await offline.Fleet.RunAsync("logs", "desk")).Exits(0).Stdout;
        var listening = log.Split('\n').Single(l => l.Contains("http server listening", StringComparison.Ordinal));
        Assert.Contains("matrix", listening, StringComparison.Ordinal);
        Assert.Contains("whatsapp", listening, StringComparison.Ordinal);
        Assert.DoesNotContain("discord", listening, StringComparison.Ordinal);
        Assert.DoesNotContain("plugins install", log, StringComparison.Ordinal);
        Assert.NotEqual(0, (await offline.ExecAsync("node", "-e", "require('net').connect(443, '192.0.2.1').setTimeout(2000, () => process.exit(3)).on('error', () => process.exit(4))")).ExitCode);
    }

    [Fact]
    public async Task Every_page_of_its_fleet_is_whole_and_holds_no_secret()
    {
        var chromium = Chromium.Path;
        await using var dashboard = Clawden.StartDashboard(offline.Fleet.Folder, new Dictionary<string, string>(offline.Fleet.Variables), "--port", $"{Ports.Free()}");
        await dashboard.SaysAsync("its link", WatchedDashboard.Soon, p => p.StdoutSoFar.Contains('\n', StringComparison.Ordinal));
        var link = new Uri(dashboard.StdoutSoFar.Trim());
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright, chromium);
        foreach (var (width, scheme) in new[] { (1400, ColorScheme.Light), (390, ColorScheme.Dark) })
        {
            await using var tab = await OpenTab.StartAsync(browser, link, width, scheme);
            await tab.Page.GotoAsync(link.AbsoluteUri);
            var text = await PageWalk.WholeAsync(tab, width, scheme, ("/config?member=desk", "Config"));
            Assert.Contains("matrix", text, StringComparison.Ordinal);
            Assert.DoesNotContain(offline.Fleet.Variables["E2E_MATRIX_TOKEN"], text, StringComparison.Ordinal);
            Assert.DoesNotContain(offline.Fleet.Variables["E2E_MODEL_KEY"], text, StringComparison.Ordinal);
            await tab.GoAsync("/console?text=http%20server%20listening");
            await Expect(tab.Page.Locator("mark").First).ToBeVisibleAsync();
            Assert.Empty(tab.Faults);
        }

        await dashboard.SignalAsync("INT");
        (await dashboard.EndsAsync(WatchedDashboard.Soon)).Exits(0);
    }

    [Fact]
    public async Task A_program_beside_the_gateway_reaches_its_devices_and_configuration()
    {
        // Its own command gives the gateway ten seconds, whatever else the machine has to do.
        var devices = await offline.Fleet.RunAsync("exec", "desk", "--", "openclaw", "devices", "list", "--json");
        for (var more = 5; more > 0 && devices.Stdout.Contains("gateway_transport_error", StringComparison.Ordinal); more--)
        {
            devices = await offline.Fleet.RunAsync("exec", "desk", "--", "openclaw", "devices", "list", "--json");
        }

        devices.Exits(0);
        Assert.NotNull(JsonNode.Parse(devices.Stdout)!["paired"]);
        Assert.Equal("/claw", (await offline.Fleet.RunAsync("exec", "desk", "--", "openclaw", "config", "get", "gateway.controlUi.basePath")).Exits(0).Stdout.Trim().Trim('"'));
    }

    [Fact]
    public async Task Under_a_base_path_health_is_still_the_gateways_own_answer()
    {
        // On a busy machine the gateway is healthy before its plugins are: until then it answers 503 everywhere else.
        const string Ask = """
            const ask = async path => {
              for (let i = 0; ; i++) {
                try {
                  const response = await fetch('http://127.0.0.1:18789' + path);
                  const text = await response.text();
                  if (response.status !== 503 || i === 300) return response.status + ' ' + text.slice(0, 9);
                } catch (broken) {
                  if (i === 300) throw broken;
                }
                await new Promise(done => setTimeout(done, 200));
              }
            };
            Promise.all(['/health', '/claw/', '/'].map(ask)).then(a => console.log(a.join('|')));
            """;
        var asked = await offline.ExecAsync("node", "-e", Ask);
        Assert.True(asked.ExitCode == 0, asked.Stderr);
        var answers = asked.Stdout.Trim().Split('|');
        Assert.Equal("200 {\"ok\":tru", answers[0]);
        Assert.StartsWith("200 <!", answers[1], StringComparison.OrdinalIgnoreCase);
        Assert.StartsWith("404", answers[2], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Its_own_validator_takes_every_channel_field_and_provider_that_we_write()
    {
        foreach (var (name, config) in EveryChannel.Configurations())
        {
            var result = await ValidateAsync(config);
            Assert.True(result.ExitCode == 0, $"{name}: {result.Stdout}{result.Stderr}");
        }
    }

    [Fact]
    public async Task Its_own_validator_would_find_a_wrong_key()
    {
        var wrong = JsonNode.Parse(EveryChannel.Configurations().First().Config)!;
        wrong["channels"]!["discord"]!["tokn"] = "x";
        var result = await ValidateAsync(wrong.ToJsonString());
        Assert.Equal(1, result.ExitCode);
        Assert.Contains("tokn", result.Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_installed_at_run_time_lies_in_the_state_and_survives_a_replacement()
    {
        await offline.ExecAsync("sh", "-c", "mkdir -p /state/tools/bin && printf '#!/bin/sh\\necho mine\\n' > /state/tools/bin/my-tool && chmod +x /state/tools/bin/my-tool");
        var before = (await offline.Fleet.ContainersAsync())["desk"].Id;
        var clock = Stopwatch.StartNew();
        offline.Fleet.Replace("model: m1", "model: m2");
        await offline.Fleet.UpAsync();
        Assert.NotEqual(before, (await offline.Fleet.ContainersAsync())["desk"].Id);
        Assert.True(clock.Elapsed < TimeSpan.FromMinutes(2), $"the second start took {clock.Elapsed}: is something fetched?");
        Assert.Equal("mine", (await offline.ExecAsync("/state/tools/bin/my-tool")).Stdout.Trim());

        // The plugins' links are laid again over the state that knows them.
        Assert.Contains("matrix", (await offline.Fleet.RunAsync("logs", "desk")).Exits(0).Stdout.Split('\n').Last(l => l.Contains("http server listening", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private Task<Engine.ExecResult> ValidateAsync(string config) =>
        offline.ExecAsync("sh", "-c", "printf %s \"$1\" > /tmp/validated.json && OPENCLAW_CONFIG_PATH=/tmp/validated.json openclaw config validate --json", "sh", config);
}
