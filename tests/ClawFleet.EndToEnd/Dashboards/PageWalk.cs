using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace ClawFleet.EndToEnd.Dashboards;

/// <summary>Through every page of a fleet, as a person would who looks whether all is well.</summary>
internal static class PageWalk
{
    private static readonly (string Path, string Title)[] Pages =
        [("/", "Fleet"), ("/console", "Console"), ("/logs", "Logs"), ("/traces", "Traces"), ("/metrics", "Metrics"), ("/health", "Health"), ("/config", "Config")];

    /// <summary>Each page has its title, fits the window and has the theme's background. What went wrong in it is in <see cref="OpenTab.Faults"/>.</summary>
    /// <param name="more">Further addresses, each with its title.</param>
    /// <returns>The text of all pages.</returns>
    public static async Task<string> WholeAsync(OpenTab tab, int width, ColorScheme scheme, params (string Path, string Title)[] more)
    {
        var text = "";
        foreach (var (path, title) in Pages.Concat(more))
        {
            await tab.GoAsync(path);
            await Expect(tab.Page.Locator("h1")).ToHaveTextAsync(title);
            await Expect(tab.Page.Locator("nav a[aria-current=page]")).ToHaveTextAsync(title);
            Assert.True(await tab.Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth <= innerWidth"), $"{path} is wider than a window of {width}");
            var lightness = await tab.Page.EvaluateAsync<int>("() => Math.max(...getComputedStyle(document.body).backgroundColor.match(/\\d+/g).slice(0, 3).map(Number))");
            Assert.True(scheme == ColorScheme.Dark ? lightness < 80 : lightness > 200, $"{path} in {scheme} has a background of {lightness}");
            text += await tab.Page.ContentAsync();
        }

        return text;
    }
}
