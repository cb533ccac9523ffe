using ClawFleet.EndToEnd.Commands;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClawFleet.EndToEnd.Dashboards;

/// <summary>A running fleet that is changed from its page, in a real browser: members replaced, and what the file changes shown first and then made.</summary>
[System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
public sealed class ChangingAFleet : IAsyncDisposable
{
    private const string Two = "  - name: two\n    runtime: zeroclaw\n    ports: auto\n";

    private readonly TempFleet _fleet = new TempFleet("""
        name: FLEET
        simulate: always
        channels:
          desk: { type: telegram, token: $E2E_CHANNEL_TOKEN, allowed_users: ["4242"] }
        providers:
          house: { type: openai, base_url: "http://one:9/v1", api_key: $E2E_PROVIDER_KEY }
        runtimes:
          - name: one
            runtime: zeroclaw
            ports: auto
            channels: [desk]
            provider: house
            model: test-model

        """).WithHost();

    private readonly DockerEngine _engine = new();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task Members_are_replaced_and_the_files_changes_are_shown_and_made()
    {
        var chromium = Chromium.Path;
        _fleet.Variables["E2E_CHANNEL_TOKEN"] = RunningFleet.ChannelToken;
        _fleet.Variables["E2E_PROVIDER_KEY"] = RunningFleet.ProviderKey;
        await _fleet.UpAsync();
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await Chromium.LaunchAsync(playwright, chromium);
        await using var tab = await OpenTab.StartAsync(browser, _fleet.Host.Find()!.LoginLink);
        await tab.Page.GotoAsync(_fleet.Host.Find()!.LoginLink.AbsoluteUri);
        await Expect(tab.Page.GetByText("as clawden.yaml says")).ToBeVisibleAsync();

        // The second 'up' has another token, and the host runs on with the environment of the first.
        var host = _fleet.Host.Find()!.Process;
        _fleet.Variables["E2E_CHANNEL_TOKEN"] = RunningFleet.ChannelToken + "-rotated";
        await _fleet.UpAsync();
        Assert.Equal(host, _fleet.Host.Find()!.Process);
        await Expect(tab.Page.GetByText("as clawden.yaml says")).ToBeVisibleAsync();

        await ReplaceAsync(tab);
        await AddAndChangeAsync(tab);

        // What stands in the file now cannot be had, and what runs is made again from its labels all the same.
        File.Delete(_fleet.File);
        await ReplaceAsync(tab);
        await Expect(tab.Page.Locator("#changes")).ToHaveCountAsync(0);
        Assert.Empty(tab.Faults);
    }

    private async Task ReplaceAsync(OpenTab tab)
    {
        var before = await InspectAsync("one");
        await _engine.ExecAsync(before.Id, new ExecSpec(["/bin/sh", "-c", "echo kept >> /state/kept"]), Ct);
        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Replace one", Exact = true }).ClickAsync();
        await Expect(tab.Page.Locator("#ask")).ToContainTextAsync("Replace one? Its container is removed and made again");
        await tab.Page.Keyboard.PressAsync("Escape");
        Assert.Equal(before.Id, (await InspectAsync("one")).Id);

        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Replace one", Exact = true }).ClickAsync();
        await tab.Page.EvaluateAsync("() => { document.getElementById('toast').textContent = ''; }");
        await tab.Page.Locator("#ask button[value=yes]").ClickAsync();
        await Expect(tab.Page.Locator("#toast")).ToHaveTextAsync("one is replaced");
        var after = await InspectAsync("one");
        Assert.NotEqual(before.Id, after.Id);
        var held = await _engine.ExecAsync(after.Id, new ExecSpec(["/bin/sh", "-c", "cat /state/kept /run/secrets/e2e-channel-token"]), Ct);
        Assert.StartsWith("kept", held.Stdout, StringComparison.Ordinal);
        Assert.Contains(RunningFleet.ChannelToken + "-rotated", held.Stdout, StringComparison.Ordinal);
        Assert.Equal(Told(before), Told(after));

        static string? Told(ContainerDetails details) => details.Environment.FirstOrDefault(v => v.StartsWith("OTEL_EXPORTER_OTLP_ENDPOINT=", StringComparison.Ordinal));
    }

    private async Task AddAndChangeAsync(OpenTab tab)
    {
        var one = (await InspectAsync("one")).Id;
        var text = await File.ReadAllTextAsync(_fleet.File, Ct);
        _fleet.Write(text.Replace("channels: [desk]", "channels: [desk]\n    env: {A: b}", StringComparison.Ordinal) + Two);
        var changes = tab.Page.Locator("#changes");
        await Expect(changes.GetByText($"~ replace {_fleet.Name}-one")).ToBeVisibleAsync();
        await Expect(changes.GetByText($"+ create {_fleet.Name}-two")).ToBeVisibleAsync();

        await tab.Page.GetByRole(AriaRole.Button, new PageGetByRoleOptions { Name = "Apply the changes of two alone", Exact = true }).ClickAsync();
        await tab.Page.Locator("#ask button[value=yes]").ClickAsync();
        await Expect(tab.Page.Locator("#member-two .state")).ToHaveTextAsync("Running");
        Assert.Equal(one, (await InspectAsync("one")).Id);
        await Expect(changes.GetByText($"+ create {_fleet.Name}-two")).ToHaveCountAsync(0);

        await changes.GetByRole(AriaRole.Button).ClickAsync();
        await tab.Page.Locator("#ask button[value=yes]").ClickAsync();
        await Expect(tab.Page.GetByText("as clawden.yaml says")).ToBeVisibleAsync();
        Assert.Contains("A=b", (await InspectAsync("one")).Environment);
        (await _fleet.UpAsync()).Says("nothing to do");

        _fleet.Write(text + Two + "    enviroment: {A: b}\n");
        await Expect(changes.GetByText("clawden.yaml cannot be taken as it is")).ToBeVisibleAsync();
        await Expect(changes).ToContainTextAsync("enviroment");
    }

    private Task<ContainerDetails> InspectAsync(string member) => _engine.InspectContainerAsync($"{_fleet.Name}-{member}", Ct);
}
