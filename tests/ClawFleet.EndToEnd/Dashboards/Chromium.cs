using Microsoft.Playwright;

namespace ClawFleet.EndToEnd.Dashboards;

/// <summary>The machine's own Chromium, without a window.</summary>
internal static class Chromium
{
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome"];

    /// <summary>Where it is; skips the test where it is not.</summary>
    public static string Path
    {
        get
        {
            var found = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').SelectMany(folder => Names.Select(name => System.IO.Path.Combine(folder, name))).FirstOrDefault(File.Exists);
            Assert.SkipWhen(found is null, "there is no Chromium on PATH (Debian's package chromium; eng/test installs it as root)");
            return found!;
        }
    }

    /// <param name="path">Its program.</param>
    public static Task<IBrowser> LaunchAsync(IPlaywright playwright, string path) => playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = path,
        // Its sandbox cannot be made as root, nor in most containers, and /dev/shm is small in those. It sees pages of this machine alone.
        Args = ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--no-first-run", "--disable-extensions", "--disable-background-networking"],
        Timeout = (float)WatchedDashboard.Soon.TotalMilliseconds,
    });
}
