using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Orchestration;

public sealed class SecretTests(EngineFixture engine)
{
    private const string Value = "123456:a-token-nobody-may-see";

    [Fact]
    public async Task A_secret_is_a_private_file_and_nowhere_else()
    {
        await using var fleet = new TinyFleet(engine.Engine) { Secrets = { ["TG_MAIN"] = Value } };
        var plan = fleet.Plan(fleet.Member("one", WithLeak(), Mounts("TG_MAIN")));
        Assert.True((await fleet.UpAsync(plan)).AllHealthy, fleet.SaidSoFar);

        var seen = await engine.Engine.ExecAsync($"{fleet.Name}-one", new ExecSpec(["/bin/sh", "-c", "stat -c %a /run/secrets/tg-main; cat /run/secrets/tg-main; touch /run/secrets/x 2>/dev/null || echo ' fast'"]), TinyFleet.Token);
        Assert.EndsWith(Value + " fast\n", seen.Stdout, StringComparison.Ordinal);
        if (Environment.UserName == "root")
        {
            Assert.StartsWith("400\n", seen.Stdout, StringComparison.Ordinal);
        }

        var details = await fleet.InspectAsync("one");
        Assert.DoesNotContain(Value, details.RawJson, StringComparison.Ordinal);
        Assert.DoesNotContain(Value, string.Join(' ', (await engine.Engine.TopAsync(details.Id, TinyFleet.Token)).Rows.SelectMany(r => r)), StringComparison.Ordinal);
        Assert.DoesNotContain(Value, fleet.SaidSoFar, StringComparison.Ordinal);
        var lines = new List<string>();
        await foreach (var line in fleet.Host.ReadLogsAsync(fleet.Name, [], new LogQuery(Follow: false), TinyFleet.Token))
        {
            lines.Add(line.Text);
        }

        Assert.Contains("my token is ***", lines);

        await fleet.Host.DownAsync(fleet.Name, volumes: false, fleet, TinyFleet.Token);
        Assert.False(Directory.Exists(Path.Combine(fleet.Options.SecretsRoot, fleet.Name)));
    }

    [Fact]
    public async Task A_rotated_secret_replaces_the_members_that_use_it()
    {
        await using var fleet = new TinyFleet(engine.Engine) { Secrets = { ["TG_MAIN"] = Value } };
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy, Mounts("TG_MAIN")), fleet.Member("two", TinyProgram.Healthy));
        await fleet.UpAsync(plan);
        Assert.False((await fleet.UpAsync(plan)).Changed);

        fleet.Secrets["TG_MAIN"] = Value + "-new";
        var result = await fleet.UpAsync(plan);
        Assert.Equal([true, false], result.Members.Select(m => m.Changed));
        Assert.Equal("secret TG_MAIN changed or rotated", result.Members[0].Cause);
        Assert.Equal(Value + "-new", (await engine.Engine.ExecAsync($"{fleet.Name}-one", new ExecSpec(["cat", "/run/secrets/tg-main"]), TinyFleet.Token)).Stdout);
    }

    [Fact]
    public async Task A_member_without_its_secret_fails_alone_and_names_the_variable()
    {
        await using var fleet = new TinyFleet(engine.Engine);
        var result = await fleet.UpAsync(fleet.Plan(fleet.Member("one", TinyProgram.Healthy, Mounts("TG_MAIN")), fleet.Member("two", TinyProgram.Healthy)));
        Assert.Equal("not started: $TG_MAIN is not set; put it into .env", result.Members[0].Failure);
        Assert.Equal(Hosting.MemberState.Running, result.Members[1].State);
    }

    [Fact]
    public async Task Secret_files_that_a_reboot_took_are_written_again_by_up()
    {
        await using var fleet = new TinyFleet(engine.Engine) { Secrets = { ["TG_MAIN"] = Value } };
        var plan = fleet.Plan(fleet.Member("one", TinyProgram.Healthy, Mounts("TG_MAIN")));
        await fleet.UpAsync(plan);
        await fleet.Host.StopAsync(fleet.Name, [], fleet, TinyFleet.Token);
        Directory.Delete(Path.Combine(fleet.Options.SecretsRoot, fleet.Name), recursive: true);

        var failed = await fleet.Host.RestartAsync(fleet.Name, [], fleet, TinyFleet.Token);
        Assert.Contains("its secret files are gone", string.Join('\n', failed.Failures), StringComparison.Ordinal);
        Assert.Contains("its secret files are gone", (await fleet.StatusAsync("one")).Reason, StringComparison.Ordinal);

        Assert.True((await fleet.UpAsync(plan)).AllHealthy, fleet.SaidSoFar);
    }

    private static Func<ContainerPlan, ContainerPlan> Mounts(string secret) => plan => plan with { Secrets = [secret] };

    private static TinyProgram WithLeak() => new(["/bin/sh", "-c", "echo \"my token is $(cat /run/secrets/tg-main)\"; exec \"$@\"", "sh", .. TinyProgram.Healthy.Command]);
}
