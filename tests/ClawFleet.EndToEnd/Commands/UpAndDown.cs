using System.Net.NetworkInformation;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.Commands;

/// <summary>What a fleet goes through in a day, by the command.</summary>
public sealed class UpAndDown
{
    [Fact]
    public async Task Up_twice_changes_nothing_the_second_time_and_says_so()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""), ("two", ""));
        await fleet.UpAsync();
        var before = await fleet.ContainersAsync();

        var second = await fleet.UpAsync();
        Assert.Contains("nothing", second.Stderr, StringComparison.OrdinalIgnoreCase);
        var after = await fleet.ContainersAsync();
        Assert.Equal(before.Select(c => (c.Key, c.Value.Id)).Order(), after.Select(c => (c.Key, c.Value.Id)).Order());
    }

    [Fact]
    public async Task Editing_one_member_replaces_that_one_and_names_the_cause()
    {
        await using var fleet = TempFleet.OfSimulated(("one", "env: { COLOUR: red }"), ("two", ""));
        await fleet.UpAsync();
        var before = await fleet.ContainersAsync();

        fleet.Replace("COLOUR: red", "COLOUR: blue");
        (await fleet.UpAsync()).Says("one", "COLOUR");
        var after = await fleet.ContainersAsync();
        Assert.NotEqual(before["one"].Id, after["one"].Id);
        Assert.Equal(before["two"].Id, after["two"].Id);
    }

    [Fact]
    public async Task A_member_taken_out_of_the_file_is_removed_by_the_next_up()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""), ("two", ""));
        await fleet.UpAsync();
        fleet.Replace("  - name: two\n    runtime: zeroclaw\n    ports: auto\n", "");
        (await fleet.UpAsync()).Says("two");
        Assert.Equal(["one"], (await fleet.ContainersAsync()).Keys);
    }

    [Fact]
    public async Task Ctrl_C_stops_the_fleet_and_keeps_its_data()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        await using (var up = fleet.Start("up"))
        {
            await HealthyAsync(fleet, "one");
            (await fleet.RunAsync("exec", "one", "--", "sh", "-c", "echo kept >/state/mark")).Exits(0);
            await up.SignalAsync("INT");
            (await up.EndsAsync(TimeSpan.FromSeconds(40))).Exits(0);
        }

        Assert.Equal(ContainerState.Exited, (await fleet.ContainersAsync())["one"].State);
        await fleet.UpAsync();
        Assert.Equal("kept\n", (await fleet.RunAsync("exec", "one", "--", "cat", "/state/mark")).Exits(0).Stdout);
    }

    [Fact]
    public async Task Down_removes_containers_and_networks_and_keeps_the_data_until_it_is_told_otherwise()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        await fleet.UpAsync();
        (await fleet.RunAsync("exec", "one", "--", "sh", "-c", "echo kept >/home/clawden/workspace/mark")).Exits(0);
        (await fleet.RunAsync("down")).Exits(0);
        Assert.Empty(await fleet.ContainersAsync());
        await using var engine = new DockerEngine();
        var label = $"{Model.Plans.FleetLabels.Fleet}={fleet.Name}";
        Assert.Empty(await engine.ListNetworksAsync(label, CancellationToken.None));
        Assert.NotEmpty(await engine.ListVolumesAsync(label, CancellationToken.None));

        await fleet.UpAsync();
        Assert.Equal("kept\n", (await fleet.RunAsync("exec", "one", "--", "cat", "/home/clawden/workspace/mark")).Exits(0).Stdout);

        (await fleet.RunAsync("down", "--volumes")).Exits(0);
        Assert.Empty(await engine.ListVolumesAsync(label, CancellationToken.None));
        Assert.False(Directory.Exists(Path.Combine(fleet.Variables["XDG_STATE_HOME"], "clawfleet", fleet.Name)), "expected the generated secrets to be gone");
        (await fleet.RunAsync("down", "--volumes")).Exits(0);
    }

    [Fact]
    public async Task Down_needs_neither_a_valid_file_nor_its_variables()
    {
        await using var fleet = TempFleet.OfSimulated(("one", ""));
        await fleet.UpAsync();
        fleet.Replace("simulate: always", "simulate: always\nproviders: { house: { type: openai, api_key: $E2E_NOT_SET } }\nnonsense: true");
        (await fleet.RunAsync("down", "--volumes")).Exits(0);
        Assert.Empty(await fleet.ContainersAsync());
    }

    [Fact]
    public async Task Run_brings_up_a_runtime_without_a_file()
    {
        // `run` takes the runtime's own port, which may be that of the user's own fleet.
        Assert.SkipWhen(IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Any(l => l.Port == 42617), "port 42617 of this machine is in use");
        await using var fleet = new TempFleet();
        fleet.Variables["TELEGRAM_BOT_TOKEN"] = "7654321:run-without-a-file-0000000000000000";
        fleet.Variables["OPENAI_API_KEY"] = "sk-run-without-a-file-0000000000000000000";
        var up = (await fleet.RunAsync("run", "zeroclaw", "--name", fleet.Name, "--channel", "telegram", "--allowed-users", "42", "--provider", "openai", "--model", "test", "--simulate", "always", "-d")).Exits(0);
        Assert.DoesNotContain("run-without-a-file", up.All, StringComparison.Ordinal);
        var row = Assert.Single((await fleet.RunAsync("ps", "--fleet", fleet.Name, "--json")).Exits(0).Json().EnumerateArray().ToList());
        Assert.Equal("zeroclaw", row.GetProperty("runtime").GetString());
        (await fleet.RunAsync("down", "--fleet", fleet.Name, "--volumes")).Exits(0);
        Assert.Empty(await fleet.ContainersAsync());
    }

    private static async Task HealthyAsync(TempFleet fleet, string member)
    {
        for (var i = 0; i < 600; i++)
        {
            var ps = await fleet.RunAsync("ps", "--json");
            if (ps.ExitCode == 0 && ps.Json().EnumerateArray().Any(m => m.GetProperty("name").GetString() == member && m.GetProperty("health").GetString() == "healthy")) return;

            await Task.Delay(200);
        }

        Assert.Fail($"expected {member} to be healthy in two minutes");
    }
}
