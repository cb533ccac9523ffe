using System.Collections.Concurrent;
using Microsoft.Playwright;

namespace ClawFleet.EndToEnd.Dashboards;

/// <summary>A tab of a browser that has nothing of the others, and what went wrong in it.</summary>
internal sealed class OpenTab : IAsyncDisposable
{
    private readonly IBrowserContext _context;
    private readonly ConcurrentQueue<string> _faults = [];
    private readonly Uri _origin;

    static OpenTab() => Assertions.SetDefaultExpectTimeout((float)WatchedDashboard.Soon.TotalMilliseconds);

    private OpenTab(IBrowserContext context, IPage page, Uri origin)
    {
        (_context, Page, _origin) = (context, page, origin);
        page.SetDefaultTimeout((float)WatchedDashboard.Soon.TotalMilliseconds);
        page.Console += (_, said) =>
        {
            if (said.Type is "error" or "warning") _faults.Enqueue($"{page.Url} says {said.Type}: {said.Text}");
        };
        page.PageError += (_, error) => _faults.Enqueue($"{page.Url} throws: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(origin.AbsoluteUri, StringComparison.Ordinal)) _faults.Enqueue($"{page.Url} asks elsewhere: {request.Url}");
        };
    }

    public IPage Page { get; }

    /// <summary>Errors and warnings of the browser (breaches of the Content-Security-Policy among them), what scripts threw, and requests to anywhere else.</summary>
    public IEnumerable<string> Faults => _faults;

    /// <param name="link">With the token; its origin is the only one that may be asked.</param>
    public static async Task<OpenTab> StartAsync(IBrowser browser, Uri link, int width = 1400, ColorScheme scheme = ColorScheme.Light)
    {
        var context = await browser.NewContextAsync(new BrowserNewContextOptions { ColorScheme = scheme, ViewportSize = new ViewportSize { Width = width, Height = 900 } });
        return new OpenTab(context, await context.NewPageAsync(), new Uri(link.GetLeftPart(UriPartial.Authority)));
    }

    public async Task GoAsync(string path) => await Page.GotoAsync(new Uri(_origin, path).AbsoluteUri);

    public Task ForgetCookiesAsync() => _context.ClearCookiesAsync();

    /// <summary>Presses Tab until what has the focus is what the selector means.</summary>
    public async Task TabToAsync(string selector)
    {
        for (var i = 0; i < 60; i++)
        {
            await Page.Keyboard.PressAsync("Tab");
            if (await Page.EvaluateAsync<bool>("selector => document.activeElement.matches(selector)", selector)) return;
        }

        Assert.Fail($"expected to reach {selector} of {Page.Url} with the Tab key");
    }

    public ValueTask DisposeAsync() => new(_context.CloseAsync());
}
