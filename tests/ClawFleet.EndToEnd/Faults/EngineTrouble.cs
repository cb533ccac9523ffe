using System.Diagnostics;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Faults;

/// <summary>The engine fails in the middle: a clear word, and the next <c>up</c> goes on from what is there.</summary>
public sealed class EngineTrouble
{
    [Fact]
    public async Task An_engine_that_dies_in_the_middle_of_up_is_said_and_the_next_up_finishes_the_work()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""), ("two", "env: { CLAWSIM_FAULT: \"slow-start:600\" }"));
        await using (var proxy = new EngineProxy(Path.Combine(fleet.Folder, "engine.sock")))
        {
            fleet.Variables["DOCKER_HOST"] = proxy.Address;
            await using var up = fleet.Start("up", "-d");
            await ContainersAsync(fleet, 2);
            proxy.Cut();
            var cut = await up.EndsAsync(TimeSpan.FromSeconds(60));
            Assert.True(cut.ExitCode is 1 or 4 or 5, $"expected a failure; seen: {cut.ExitCode}\n{cut.All}");
            Assert.DoesNotContain("   at ClawFleet.", cut.All, StringComparison.Ordinal);
            cut.Says("engine");
        }

        fleet.Variables.Remove("DOCKER_HOST");
        fleet.Replace("slow-start:600", "");
        (await fleet.RunAsync("up", "-d")).Exits(0);
        Assert.All((await fleet.ContainersAsync()).Values, c => Assert.Equal(Engine.ContainerState.Running, c.State));
    }

    [Fact]
    public async Task A_full_disk_is_called_a_full_disk()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        await using var proxy = new EngineProxy(
            Path.Combine(fleet.Folder, "engine.sock"),
            line => line.Contains("/containers/create", StringComparison.Ordinal) ? "mkdir /var/lib/docker/overlay2/0a1b: no space left on device" : null);
        fleet.Variables["DOCKER_HOST"] = proxy.Address;
        var result = await fleet.RunAsync("up", "-d");
        Assert.True(result.ExitCode is 1 or 5, $"expected a failure; seen: {result.ExitCode}\n{result.All}");
        result.Says("space");
        Assert.DoesNotContain("   at ClawFleet.", result.All, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_full_state_folder_is_said_and_nothing_is_started_with_half_a_secret()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess, "mounting a tiny file system needs root");
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        var full = Directory.CreateDirectory(Path.Combine(fleet.Folder, "full")).FullName;
        await RunAsync("mount", "-t", "tmpfs", "-o", "size=16k,mode=700", "tmpfs", full);
        try
        {
            // Whole pages until nothing more goes in.
            await FillAsync(Path.Combine(full, "filler"));
            fleet.Variables["XDG_STATE_HOME"] = full;
            var result = await fleet.RunAsync("up", "-d");
            Assert.True(result.ExitCode is 1 or 5, $"expected a failure; seen: {result.ExitCode}\n{result.All}");
            result.Says("space");
            Assert.DoesNotContain("   at ClawFleet.", result.All, StringComparison.Ordinal);
            Assert.DoesNotContain(await fleet.ContainersAsync(), c => c.Value.State == Engine.ContainerState.Running);
        }
        finally
        {
            await RunAsync("umount", full);
        }
    }

    private static async Task ContainersAsync(TempFleet fleet, int count)
    {
        var clock = Stopwatch.StartNew();
        while ((await fleet.ContainersAsync()).Count(c => c.Value.State == Engine.ContainerState.Running) < count)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3), $"expected {count} running containers within three minutes");
            await Task.Delay(100);
        }
    }

    private static async Task FillAsync(string path)
    {
        try
        {
            await using var file = File.Create(path);
            var page = new byte[4096];
            for (var i = 0; i < 64; i++)
            {
                await file.WriteAsync(page);
                await file.FlushAsync();
            }
        }
        catch (IOException)
        {
        }
    }

    private static async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program} {string.Join(' ', arguments)} gave {process.ExitCode}");
    }
}
