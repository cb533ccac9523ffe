using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Tools;

/// <summary>A tool that cannot be built is the trouble of the members that ask for it.</summary>
public sealed class ToolTrouble
{
    [Fact]
    public async Task A_setup_that_fails_is_its_members_error_with_the_scripts_last_lines_and_the_others_come_up()
    {
        await using var fleet = TempFleet.OfSimulated(("well", ""), ("ill", "tools: [cursed]"));
        var folder = Directory.CreateDirectory(Path.Combine(fleet.Folder, "tools", "cursed")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "setup.sh"), $"#!/bin/sh\necho 'looking for the spell {fleet.Name}'\necho 'no spell was found' >&2\nexit 3\n", TestContext.Current.CancellationToken);
        var up = await fleet.RunAsync("up", "-d");
        Assert.NotEqual(0, up.ExitCode);
        up.Says("tool-cursed", "no spell was found", "setup.sh of the tool cursed ended with exit code 3");
        Assert.Equal(["well"], (await fleet.ContainersAsync()).Keys);
    }

    [Fact]
    public async Task A_tool_with_the_name_of_ours_is_refused_with_its_place()
    {
        await using var fleet = TempFleet.OfSimulated(("one", "tools: [git]"));
        var folder = Directory.CreateDirectory(Path.Combine(fleet.Folder, "tools", "git")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "setup.sh"), "", TestContext.Current.CancellationToken);
        (await fleet.RunAsync("up", "-d")).Says("CF0610", folder, "another name");
    }
}
