using ClawFleet.Engine;
using ClawFleet.Model.Plans;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClawFleet.EndToEnd.Dashboards;

/// <summary>Pages with very much on them, and pages that are open for long, in a real browser: what is in the document stays small.</summary>
public sealed class LargePages(WatchedDashboard watched) : IClassFixture<WatchedDashboard>
{
    /// <summary>More elements than any page has, however much there is to show.</summary>
    private const int MostElements = 12_000;

    [Fact]
    public async Task A_hundred_thousand_lines_are_scrolled_searched_and_followed_in_a_small_document()
    {
        await using var loud = await LoudContainer.StartAsync(watched.Fleet.Name, 100_000);
        await using var tab = await OpenAsync("/console?tail=100000&member=loud");
        var said = tab.Page.Locator("#console-said");
        await Expect(said).ToContainTextAsync("100,000 lines");
        await Expect(Line(tab, "loud line 100000")).ToBeInViewportAsync();
        await BoundedAsync(tab);

        await tab.Page.EvaluateAsync("() => { document.getElementById('console').scrollTop = 0; }");
        await Expect(Line(tab, "loud line 1")).ToBeInViewportAsync();
        await tab.Page.EvaluateAsync("() => { const box = document.getElementById('console'); box.scrollTop = box.scrollHeight / 2; }");
        await Expect(Line(tab, "loud line 50010")).ToBeInViewportAsync();
        await BoundedAsync(tab);
        await tab.Page.Locator("#console").FocusAsync();
        await tab.Page.Keyboard.PressAsync("End");
        await Expect(Line(tab, "loud line 100000")).ToBeInViewportAsync();

        await tab.Page.FillAsync("input[name=text]", "LINE 4242");
        await Expect(said).ToContainTextAsync("11 lines with “LINE 4242”");
        Assert.Equal(11, await tab.Page.Locator("mark").CountAsync());
        await tab.Page.FillAsync("input[name=text]", "");

        // The console is at the end, and follows; the oldest lines make room.
        await loud.GoOnAsync();
        await Expect(tab.Page.GetByText("and one more").First).ToBeInViewportAsync();
        await Expect(tab.Page.Locator(".ink1").First).ToHaveTextAsync("in red");
        await Expect(said).ToContainTextAsync("the last 96,0");
        await BoundedAsync(tab);
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task A_hundred_thousand_records_are_pages_of_a_bounded_size()
    {
        for (var i = 0; i < 10; i++)
        {
            await watched.LogAsync("a line among many", 5000, "first");
            await watched.LogAsync("a line among many", 5000, "second");
        }

        await using var tab = await OpenAsync("/logs?text=among&member=first");
        await Expect(tab.Page.Locator(".logs > details")).ToHaveCountAsync(200);
        await BoundedAsync(tab);
        await tab.Page.GetByText("Older", new PageGetByTextOptions { Exact = true }).ClickAsync();
        await Expect(tab.Page.Locator("summary", new PageLocatorOptions { HasText = "a line among many 4799" })).ToBeVisibleAsync();
        await BoundedAsync(tab);
        Assert.Empty(tab.Faults);
    }

    [Fact]
    public async Task A_trace_of_ten_thousand_spans_and_ten_thousand_traces_are_scrolled_and_searched()
    {
        await watched.SpansAsync(1, 5000);
        await watched.SpansAsync(2, 10_000);
        for (var i = 0; i < 10; i++)
        {
            await watched.TracesAsync(100 + (i * 1000), 1000);
        }

        await using var tab = await OpenAsync("/traces");
        await Expect(tab.Page.Locator(".traces > .row")).ToHaveCountAsync(100);
        await BoundedAsync(tab);
        await tab.Page.FillAsync("input[name=text]", "step 1 of trace 5432");
        await Expect(tab.Page.Locator(".traces > .row")).ToHaveCountAsync(1);

        await tab.GoAsync($"/traces/{2:x32}");
        await Expect(tab.Page.Locator(".head")).ToContainTextAsync("10,000 spans");
        await BoundedAsync(tab);
        await tab.Page.EvaluateAsync("() => scrollTo(0, document.documentElement.scrollHeight)");
        await Expect(tab.Page.GetByText("step 10000 of trace 2", new PageGetByTextOptions { Exact = true })).ToBeVisibleAsync();
        await BoundedAsync(tab);
        await tab.Page.FillAsync("input[name=text]", "step 7777 ");
        await Expect(tab.Page.Locator("#spans details")).ToHaveCountAsync(1);

        // Where a log record leads to, in the middle.
        await tab.GoAsync($"/traces/{2:x32}?span={6000:x16}#span-{6000:x16}");
        await Expect(tab.Page.Locator($"#span-{6000:x16}")).ToHaveAttributeAsync("open", "");
        await Expect(tab.Page.Locator($"#span-{6000:x16}")).ToBeInViewportAsync();
        Assert.Empty(tab.Faults);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/console?tail=1000")]
    [InlineData("/metrics?instrument=container.memory.usage")]
    [InlineData("/logs?text=while-open")]
    public async Task A_page_that_renews_itself_for_long_does_not_grow(string path)
    {
        await watched.LogAsync("while-open", 300);
        await using var tab = await OpenAsync(path);
        const string Renewals = "async count => { for (let i = 0; i < count; i++) await renew(true); }";
        await tab.Page.EvaluateAsync(Renewals, 20);
        var before = await TabSize.OfAsync(tab.Page);
        for (var i = 0; i < 5; i++)
        {
            await watched.LogAsync($"while-open {i}", 100);
            await tab.Page.EvaluateAsync(Renewals, 30);
        }

        var after = await TabSize.OfAsync(tab.Page);
        Assert.True(after.Nodes < (before.Nodes * 1.5) + 2000 && after.Listeners < before.Listeners + 50 && after.HeapBytes < (before.HeapBytes * 1.5) + (4 << 20), $"{path} grows: {before} is {after} after 150 renewals");
        Assert.Empty(tab.Faults);
    }

    private static ILocator Line(OpenTab tab, string text) => tab.Page.GetByText(text, new PageGetByTextOptions { Exact = true });

    private static async Task BoundedAsync(OpenTab tab) => Assert.InRange(await tab.Page.EvaluateAsync<int>("() => document.querySelectorAll('*').length"), 50, MostElements);

    private async Task<OpenTab> OpenAsync(string path)
    {
        var tab = await OpenTab.StartAsync(watched.Browser, watched.Link);
        await tab.Page.GotoAsync(watched.Link.AbsoluteUri);
        await tab.GoAsync(path);
        return tab;
    }

    /// <summary>A container that says it is a member <c>loud</c> of the fleet, and has much to say: so many lines, and once it is told to, one more each second.</summary>
    private sealed class LoudContainer : IAsyncDisposable
    {
        private readonly DockerEngine _engine = new();
        private string _id = "";

        public static async Task<LoudContainer> StartAsync(string fleet, int lines)
        {
            var loud = new LoudContainer();
            var ct = TestContext.Current.CancellationToken;
            var labels = new Dictionary<string, string> { [FleetLabels.Fleet] = fleet, [FleetLabels.Member] = "loud", [FleetLabels.Runtime] = "tiny", [FleetLabels.Role] = "member" };
            loud._id = await loud._engine.CreateContainerAsync(
                new ContainerSpec { Name = $"{fleet}-loud", Image = "debian:trixie-slim", Labels = labels, Command = ["/bin/sh", "-c", $"seq -f 'loud line %.0f' 1 {lines}; until [ -e /tmp/on ]; do sleep 0.2; done; while sleep 1; do printf 'and one more \\033[31min red\\033[0m\\n'; done"] }, ct);
            await loud._engine.StartContainerAsync(loud._id, ct);
            return loud;
        }

        public async Task GoOnAsync() => Assert.Equal(0, (await _engine.ExecAsync(_id, new ExecSpec(["touch", "/tmp/on"]), TestContext.Current.CancellationToken)).ExitCode);

        public async ValueTask DisposeAsync()
        {
            await _engine.RemoveContainerAsync(_id, force: true, CancellationToken.None);
            await _engine.DisposeAsync();
        }
    }
}
