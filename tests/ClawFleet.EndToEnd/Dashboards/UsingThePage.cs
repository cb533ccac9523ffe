using ClawFleet.EndToEnd.Fixture;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClawFleet.EndToEnd.Dashboards;

/// <summary>The dashboard in a real browser.</summary>
public sealed class UsingThePage(WatchedDashboard watched) : IClassFixture<WatchedDashboard>
{
    [Theory]
    [InlineData(1400, ColorScheme.Light)]
    [InlineData(1400, ColorScheme.Dark)]
    [InlineData(390, ColorScheme.Light)]
    [InlineData(390, ColorScheme.Dark)]
    public async Task Every_page_is_whole_and_asks_nothing_of_anybody_else(int width, ColorScheme scheme)
    {
        await using var tab = await OpenTab.StartAsync(watched.Browser, watched.Link, width, scheme);
        await tab.Page.GotoAsync(watched.Link.AbsoluteUri);
        Assert.DoesNotContain("t=", tab.Page.Url, StringComparison.Ordinal);
        await PageWalk.WholeAsync(tab, width, scheme, ("/logs?text=nowhere-at-all", "Logs"), ("/config?member=one", "Config"));
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task The_keyboard_alone_reaches_pages_rows_and_content()
    {
        await using var tab = await OpenTab.StartAsync(watched.Browser, watched.Link);
        await tab.Page.GotoAsync(watched.Link.AbsoluteUri);
        await tab.Page.Keyboard.PressAsync("Tab");
        await Expect(tab.Page.Locator(".skip")).ToBeFocusedAsync();
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("#main")).ToBeFocusedAsync();

        await tab.GoAsync("/");
        await tab.TabToAsync("nav a[href$=health]");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Health");
        await tab.TabToAsync("#health-two summary");
        await tab.Page.Keyboard.PressAsync("Enter");
        await Expect(tab.Page.Locator("#health-two")).ToHaveAttributeAsync("open", "");
        await Expect(tab.Page.Locator("#health-two")).ToContainTextAsync("What happened");
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task What_is_new_appears_without_a_reload_and_nothing_at_hand_is_lost()
    {
        await watched.LogAsync("at-hand", 60);
        await using var tab = await OpenTab.StartAsync(watched.Browser, watched.Link);
        await tab.Page.GotoAsync(watched.Link.AbsoluteUri);
        await tab.GoAsync("/logs?text=at-hand");
        var row = tab.Page.Locator("details", new PageLocatorOptions { HasText = "at-hand 40" });
        var id = await row.GetAttributeAsync("id");
        await row.Locator("summary").ClickAsync();
        await tab.Page.Locator("input[name=attr]").FocusAsync();
        await tab.Page.EvaluateAsync("id => { window.kept = true; scrollTo(0, 200); getSelection().selectAllChildren(document.querySelector('#' + id + ' pre')); }", id);

        await watched.LogAsync("at-hand, later");
        await Expect(tab.Page.Locator("summary", new PageLocatorOptions { HasText = "at-hand, later" })).ToBeVisibleAsync();
        var after = await tab.Page.EvaluateAsync<string>("id => [window.kept, document.getElementById(id).open, document.activeElement.name, getSelection().toString(), scrollY >= 200].join()", id);
        Assert.Equal("true,true,attr,at-hand 40,true", after);
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task Who_is_not_let_in_or_not_any_more_reads_what_to_do()
    {
        await using var tab = await OpenTab.StartAsync(watched.Browser, watched.Link);
        var title = tab.Page.Locator("h1");
        foreach (var path in (string[])["/", "/login?t=wrong", "/config"])
        {
            await tab.GoAsync(path);
            await Expect(title).ToHaveTextAsync("You are not let in yet");
            await Expect(tab.Page.Locator("main")).ToContainTextAsync("clawden dashboard");
        }

        await tab.Page.GotoAsync(watched.Link.AbsoluteUri);
        await Expect(title).ToHaveTextAsync("Fleet");
        await tab.ForgetCookiesAsync();
        await Expect(title).ToHaveTextAsync("You are not let in yet");
    }

    [Fact]
    public async Task An_engine_that_does_not_answer_and_a_program_that_is_gone_are_told_on_the_open_page()
    {
        var away = false;
        await using var engine = new EngineProxy(Path.Combine(watched.Fleet.Folder, "engine.sock"), _ => Volatile.Read(ref away) ? "it is away" : null);
        var (program, link) = await watched.OpenAsync(new Dictionary<string, string>(watched.Fleet.Variables) { ["DOCKER_HOST"] = engine.Address, ["XDG_STATE_HOME"] = Path.Combine(watched.Fleet.Folder, ".other-state") }, "--port", $"{Ports.Free()}");
        await using var _ = program;
        await using var tab = await OpenTab.StartAsync(watched.Browser, link);
        var live = tab.Page.Locator("#live");
        await tab.Page.GotoAsync(link.AbsoluteUri);
        await Expect(live).ToHaveTextAsync("live");

        Volatile.Write(ref away, true);
        await Expect(live).ToHaveTextAsync("The engine does not answer; trying again.");
        await Expect(tab.Page.Locator("#member-one")).ToBeVisibleAsync();
        await tab.GoAsync("/health");
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Nothing to show at this moment");
        await Expect(tab.Page.Locator("main")).ToContainTextAsync("it is away");

        Volatile.Write(ref away, false);
        await Expect(tab.Page.Locator("h1")).ToHaveTextAsync("Health");
        await Expect(live).ToHaveTextAsync("live");
        await program.SignalAsync("INT");
        (await program.EndsAsync(WatchedDashboard.Soon)).Exits(0);
        await Expect(live).ToContainTextAsync("The page's host is gone");
    }
}
