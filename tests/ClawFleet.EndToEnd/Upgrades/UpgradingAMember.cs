using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Upgrades;

/// <summary>A member goes to another version and comes back, on the real engine.</summary>
public sealed class UpgradingAMember(VersionsOfZeroClaw versions) : IClassFixture<VersionsOfZeroClaw>
{
    private const string File = "# the fleet\r\nname: FLEET\r\nruntimes:\r\n  - name: one   # the first\r\n    runtime: zeroclaw\r\n    version: \"0.8.2\" # pinned, since …\r\n\r\n    # anywhere\r\n    ports: auto\r\n";

    [Fact]
    public async Task A_good_version_keeps_the_data_and_all_else_of_the_file_and_a_bad_one_changes_nothing()
    {
        await using var fleet = await versions.UpAsync(File);
        var before = await TextAsync(fleet);
        var check = (await fleet.RunAsync("upgrade", "--check", "--json")).Exits(0).Json()[0];
        Assert.Equal(("0.8.2", "0.8.2", "0.8.4"), (check.GetProperty("running")[0].GetString(), check.GetProperty("pinned").GetString(), check.GetProperty("carried").GetString()));
        var dry = (await fleet.RunAsync("upgrade", "one", "--to", "0.8.3", "--dry-run")).Exits(0);
        Assert.Contains("-     version: \"0.8.2\" # pinned, since …", dry.Stdout, StringComparison.Ordinal);
        Assert.Equal(before, await TextAsync(fleet));

        (await fleet.RunAsync("upgrade", "one", "--to", "v0.8.3")).Exits(0).Says("0.8.3", "copy of its data is removed");
        Assert.Equal(before.Replace("0.8.2", "0.8.3", StringComparison.Ordinal), await TextAsync(fleet));
        Assert.Equal("old old zeroclaw 0.8.3", await MarksAsync(fleet));
        await NothingIsLeftAsync(fleet);
        (await fleet.UpAsync()).Says("nothing to do");

        (await fleet.RunAsync("upgrade", "one", "--to", "0.8.3")).Exits(0).Says("nothing to do");

        // One that spoils the data and ends is as if it had not been.
        var good = await TextAsync(fleet);
        (await fleet.RunAsync("upgrade", "one", "--to", VersionsOfZeroClaw.EndsAtOnce)).Exits(1).Says("exited (78)", "exiting with 78", "one runs 0.8.3 again");
        Assert.Equal(good, await TextAsync(fleet));
        Assert.Equal("old old zeroclaw 0.8.3", await MarksAsync(fleet));
        await NothingIsLeftAsync(fleet);
        (await fleet.UpAsync()).Says("nothing to do");
    }

    [Fact]
    public async Task One_that_is_killed_half_way_keeps_its_member_from_others_and_can_be_put_back()
    {
        await using var fleet = await versions.UpAsync(File + "  - {name: two, runtime: zeroclaw, version: 0.8.2, ports: auto}\r\n");
        await using (var upgrade = fleet.Start("upgrade", "one", "--to", VersionsOfZeroClaw.NeverHealthy))
        {
            await upgrade.SaysAsync("that the new one starts", TimeSpan.FromMinutes(2), c => c.StderrSoFar.Contains("is starting", StringComparison.Ordinal));
            await upgrade.SignalAsync("KILL");
            await upgrade.EndsAsync(TimeSpan.FromSeconds(10));
        }

        await Eventually.HoldsAsync("the new version writes over the data", async () => (await MarksAsync(fleet)).StartsWith("spoilt", StringComparison.Ordinal));
        (await fleet.RunAsync("up", "-d")).Exits(5).Says("0.8.2", VersionsOfZeroClaw.NeverHealthy, "clawden upgrade --rollback one");
        Assert.StartsWith("spoilt", await MarksAsync(fleet), StringComparison.Ordinal);
        Assert.Contains("cut off", (await fleet.RunAsync("upgrade", "--check")).Exits(0).Stdout, StringComparison.Ordinal);
        (await fleet.RunAsync("upgrade", "one", "--to", "0.8.3")).Exits(1).Says("cut off", "--rollback");

        (await fleet.RunAsync("upgrade", "--rollback", "one")).Exits(0).Says("one runs 0.8.2 again");
        Assert.Equal("old old zeroclaw 0.8.2", await MarksAsync(fleet));
        await NothingIsLeftAsync(fleet);
        (await fleet.UpAsync()).Says("nothing to do");
        (await fleet.RunAsync("upgrade", "--rollback", "one")).Exits(1).Says("nothing to put back");
    }

    [Fact]
    public async Task What_cannot_be_had_is_refused_before_anything_is_done()
    {
        await using var fleet = await versions.UpAsync(File.Replace("ports: auto", "ports: auto\r\n    simulate: missing", StringComparison.Ordinal) + "  - {name: claw, runtime: openclaw}\r\n  - {name: crew, runtime: zeroclaw, replicas: 2}\r\n", "one");
        var before = await TextAsync(fleet);
        (await fleet.RunAsync("upgrade", "one", "--to", "9.9.9")).Exits(1).Says("a simulator would take its place");
        (await fleet.RunAsync("upgrade", "claw", "--to", "2026.1.1")).Exits(3).Says("CF0603", "lockfile", "docs/upgrade.md");
        (await fleet.RunAsync("upgrade", "one", "--to", "newest")).Exits(2).Says("0.8.4");
        (await fleet.RunAsync("upgrade", "onne")).Exits(2).Says("one, claw, crew");
        (await fleet.RunAsync("upgrade", "crew-2")).Exits(2).Says("clawden upgrade crew");
        (await fleet.RunAsync("upgrade", "--to", "0.8.3")).Exits(2).Says("say which member");
        (await fleet.RunAsync("upgrade", "one", "--check", "--rollback")).Exits(2).Says("--rollback");
        (await fleet.RunAsync("upgrade", "crew", "--to", "0.8.3")).Exits(1).Says("crew-1 is not there", "clawden up crew");
        Assert.Equal(before, await TextAsync(fleet));
        Assert.Equal("old old zeroclaw 0.8.2", await MarksAsync(fleet));
    }

    [Fact]
    public async Task Rows_of_the_database_are_kept_and_a_kept_copy_brings_the_old_ones_back()
    {
        await using var fleet = new TempFleet("name: FLEET\nsimulate: always\nruntimes:\n  - {name: iron, runtime: ironclaw, ports: auto} # with PostgreSQL\n");
        await fleet.UpAsync();
        await QueryAsync(fleet, "create table kept (word text); insert into kept values ('old')");
        (await fleet.RunAsync("upgrade", "iron", "--to", "1.2.0", "--keep-copy")).Exits(0).Says("--rollback iron", $"{fleet.Name}-iron-postgres-state-before-upgrade");
        Assert.Equal("old", await QueryAsync(fleet, "select word from kept"));
        Assert.Contains("{name: iron, runtime: ironclaw, version: 1.2.0, ports: auto} # with", await TextAsync(fleet), StringComparison.Ordinal);
        await QueryAsync(fleet, "insert into kept values ('new')");

        (await fleet.RunAsync("upgrade", "--rollback")).Exits(0).Says("iron runs 1.3.0 again", "as it was");
        Assert.Equal("old", await QueryAsync(fleet, "select word from kept"));
        Assert.DoesNotContain("version", await TextAsync(fleet), StringComparison.Ordinal);
        await NothingIsLeftAsync(fleet);
    }

    private static Task<string> TextAsync(TempFleet fleet) => System.IO.File.ReadAllTextAsync(fleet.File);

    /// <summary>What the member keeps, and the version it says it is.</summary>
    private static async Task<string> MarksAsync(TempFleet fleet)
        => string.Join(' ', (await fleet.RunAsync("exec", "one", "--", "sh", "-c", "cat /state/mark /home/clawden/workspace/mark; test -d /state/closed && CLAWSIM_FAULT= zeroclaw --version")).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries));

    private static async Task<string> QueryAsync(TempFleet fleet, string sql)
        => (await fleet.RunAsync("exec", "iron-postgres", "--", "clawfleet-postgres", "psql", "-v", "ON_ERROR_STOP=1", "-qAtc", sql)).Exits(0).Stdout.Trim();

    private static async Task NothingIsLeftAsync(TempFleet fleet)
    {
        await using var engine = new DockerEngine();
        Assert.DoesNotContain(await engine.ListVolumesAsync($"{FleetLabels.Fleet}={fleet.Name}", CancellationToken.None), v => v.Name.EndsWith("-before-upgrade", StringComparison.Ordinal));
        Assert.Empty(await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Helper}={fleet.Name}"]), CancellationToken.None));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(fleet.StateRoot, "clawfleet", fleet.Name, "upgrades")));
    }
}
