using System.Diagnostics;
using System.Net;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Faults;

/// <summary>The disk with the fleet's record and the host's log is full while the fleet runs.</summary>
public sealed class FullRecord
{
    [Fact]
    public async Task A_disk_that_fills_up_is_said_on_the_page_and_caught_up_with_once_there_is_room()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a small file system needs root");
        await using var fleet = TempFleet.OfSimulated(("one", "")).WithHost();
        var state = Directory.CreateDirectory(Path.Combine(fleet.Folder, "state")).FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=8m,mode=700", "tmpfs", state);
        try
        {
            fleet.Variables["XDG_STATE_HOME"] = state;
            await fleet.UpAsync();
            using var page = await OpenAsync(fleet);
            Assert.DoesNotContain("in memory only", await page.GetStringAsync("/"), StringComparison.Ordinal);

            var filler = Path.Combine(state, "filler");
            Fill(filler);
            await Eventually.HoldsAsync("the page says that the disk is full", async () =>
                await page.GetStringAsync("/") is var html && html.Contains("kept in memory only", StringComparison.Ordinal) && html.Contains("No space left", StringComparison.Ordinal));
            Assert.Contains(" healthy ", (await fleet.RunAsync("ps")).Exits(0).Stdout, StringComparison.Ordinal);

            File.Delete(filler);
            await Eventually.HoldsAsync("the page says so no longer", async () => !(await page.GetStringAsync("/")).Contains("in memory only", StringComparison.Ordinal));
            Assert.Contains("nothing that is still kept was lost", (await fleet.RunAsync("logs", "--host")).Exits(0).Stdout, StringComparison.Ordinal);
            (await fleet.RunAsync("down", "--volumes")).Exits(0);
        }
        finally
        {
            await fleet.RunAsync("down", "--volumes");
            await RunAsync("umount", state);
        }
    }

    private static async Task<HttpClient> OpenAsync(TempFleet fleet)
    {
        await using var asked = Clawden.StartDashboard(fleet.Folder, new Dictionary<string, string>(fleet.Variables));
        var link = new Uri((await asked.EndsAsync(TimeSpan.FromMinutes(1))).Exits(0).Stdout.Trim());
        var page = new HttpClient(new HttpClientHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(link.GetLeftPart(UriPartial.Authority)) };
        (await page.GetAsync(link)).EnsureSuccessStatusCode();
        return page;
    }

    private static void Fill(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
            var page = new byte[4096];
            while (true) file.Write(page);
        }
        catch (IOException)
        {
            // No page more goes in.
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} gave {process.ExitCode}");
    }
}
