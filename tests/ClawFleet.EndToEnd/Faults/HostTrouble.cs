using System.Diagnostics;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.Faults;

/// <summary>The host is killed, the file is moved, renamed or copied: nothing is doubled, nothing is lost, and the word is clear.</summary>
public sealed class HostTrouble
{
    [Fact]
    public async Task A_host_killed_in_the_middle_of_up_leaves_what_the_next_up_adopts()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""), ("two", "env: { CLAWSIM_FAULT: \"slow-start:4\" }"));
        await using (var up = fleet.Start("up", "-d"))
        {
            await RunningAsync(fleet, "one");
            await up.SignalAsync("KILL");
        }

        var before = (await fleet.ContainersAsync())["one"].Id;
        (await fleet.RunAsync("up", "-d")).Exits(0);
        var after = await fleet.ContainersAsync();
        Assert.Equal(before, after["one"].Id);
        Assert.Equal(["one", "two"], after.Keys.Order());
        Assert.All(after.Values, c => Assert.Equal(ContainerState.Running, c.State));
    }

    [Fact]
    public async Task A_host_killed_while_attached_leaves_a_running_fleet_that_down_removes()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        await using (var up = fleet.Start("up"))
        {
            await RunningAsync(fleet, "one");
            await up.SignalAsync("KILL");
        }

        Assert.Equal(ContainerState.Running, (await fleet.ContainersAsync())["one"].State);
        (await fleet.RunAsync("down", "--volumes")).Exits(0);
        Assert.Empty(await fleet.ContainersAsync());
    }

    [Fact]
    public async Task A_fleet_of_the_same_name_from_another_folder_is_refused_and_left_alone()
    {
        await using var first = TempFleet.OfSimulated(("one", ""));
        await first.UpAsync();
        var before = (await first.ContainersAsync())["one"].Id;

        await using var second = TempFleet.OfSimulated(("other", ""));
        second.Replace($"name: {second.Name}", $"name: {first.Name}");
        var refused = await second.RunAsync("up", "-d");
        Assert.NotEqual(0, refused.ExitCode);
        refused.Says(first.Name, first.Folder);
        var after = await first.ContainersAsync();
        Assert.Equal(["one"], after.Keys);
        Assert.Equal(before, after["one"].Id);
    }

    [Fact]
    public async Task A_file_whose_fleet_changed_its_name_is_refused_with_the_way_out()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        await fleet.UpAsync();
        fleet.Replace($"name: {fleet.Name}", $"name: {fleet.Name}x");
        try
        {
            var refused = await fleet.RunAsync("up", "-d");
            Assert.NotEqual(0, refused.ExitCode);
            refused.Says(fleet.Name, $"down --fleet {fleet.Name}");

            (await fleet.RunAsync("down", "--fleet", fleet.Name)).Exits(0);
            (await fleet.RunAsync("up", "-d")).Exits(0);
        }
        finally
        {
            await TempFleet.RemoveAsync(fleet.Name + "x");
        }
    }

    [Fact]
    public async Task A_moved_file_adopts_its_fleet()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        await fleet.UpAsync();
        var before = (await fleet.ContainersAsync())["one"].Id;
        var moved = Directory.CreateDirectory(Path.Combine(fleet.Folder, "moved")).FullName;
        File.Move(fleet.File, Path.Combine(moved, "clawden.yaml"));
        (await Clawden.RunAsync(moved, new Dictionary<string, string>(fleet.Variables), "up", "-d")).Exits(0);
        Assert.Equal(["one"], (await fleet.ContainersAsync()).Keys);
        Assert.Equal(before, (await fleet.ContainersAsync())["one"].Id);
    }

    [Fact]
    public async Task Two_ups_at_once_make_one_fleet()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""), ("two", ""));
        var both = await Task.WhenAll(fleet.RunAsync("up", "-d"), fleet.RunAsync("up", "-d"));
        Assert.Contains(both, r => r.ExitCode == 0);
        Assert.All(both, r => Assert.DoesNotContain("   at ClawFleet.", r.All, StringComparison.Ordinal));
        Assert.Equal(["one", "two"], (await fleet.ContainersAsync()).Keys.Order());
    }

    private static async Task RunningAsync(TempFleet fleet, string member)
    {
        var clock = Stopwatch.StartNew();
        while ((await fleet.ContainersAsync()).GetValueOrDefault(member)?.State != ContainerState.Running)
        {
            Assert.True(clock.Elapsed < TimeSpan.FromMinutes(3), $"expected {member} to run within three minutes");
            await Task.Delay(100);
        }
    }
}
