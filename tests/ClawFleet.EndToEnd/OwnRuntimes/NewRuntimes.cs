using System.Diagnostics;
using System.Text.Json;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;

namespace ClawFleet.EndToEnd.OwnRuntimes;

/// <summary>A runtime that a user brings: made by <c>runtime init</c>, it works and keeps every promise at once.</summary>
public sealed class NewRuntimes(NewRuntimeFleet project) : IClassFixture<NewRuntimeFleet>
{
    private static readonly TimeSpan ConformanceLimit = TimeSpan.FromMinutes(4);

    private TempFleet Fleet => project.Fleet;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_runtime_comes_up_and_answers_a_chat()
    {
        var answered = (await Fleet.RunAsync("chat", "fresh", "hello there")).Exits(0);
        Assert.Equal("fresh hears: hello there\n", answered.Stdout);
    }

    [Fact]
    public async Task It_is_listed_as_the_projects_and_shown_with_all_that_it_can_be_told()
    {
        using var rows = JsonDocument.Parse((await Fleet.RunAsync("runtime", "list", "--json")).Exits(0).Stdout);
        var row = rows.RootElement.EnumerateArray().Single(r => r.GetProperty("name").GetString() == "fresh");
        Assert.Equal(("project", true, "openai-chat"), (row.GetProperty("origin").GetString(), row.GetProperty("imagePresent").GetBoolean(), row.GetProperty("chat").GetString()));
        Assert.Contains("built-in", rows.RootElement.EnumerateArray().Select(r => r.GetProperty("origin").GetString()));

        var shown = (await Fleet.RunAsync("runtime", "show", "fresh")).Exits(0).Stdout;
        Assert.Contains("browser, database, ffmpeg, git", shown, StringComparison.Ordinal);
        Assert.Contains("providers     custom\n", shown, StringComparison.Ordinal);
        Assert.Contains("told          model → model.name\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Init_never_overwrites()
    {
        var server = Path.Combine(Fleet.Folder, "runtimes", "fresh", "server.py");
        var before = await File.ReadAllTextAsync(server, Ct);

        var again = (await Fleet.RunAsync("runtime", "init", "fresh")).Exits(2);

        Assert.Contains("the name fresh is taken by", again.Stderr, StringComparison.Ordinal);
        Assert.Equal(before, await File.ReadAllTextAsync(server, Ct));
        Assert.Contains("taken by", (await Fleet.RunAsync("runtime", "init", "zeroclaw")).Exits(2).Stderr, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_passes_the_conformance_suite_at_once()
    {
        var suite = Path.Combine(Repository.Root, "ClawFleet.Conformance", "bin", "Debug", "net10.0", "ClawFleet.Conformance.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", suite, "-noLogo", "-noColor"]) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Fleet.Folder };
        start.Environment["CLAWFLEET_RUNTIME"] = "fresh";
        start.Environment["CLAWFLEET_PROJECT"] = Fleet.Folder;
        using var process = Process.Start(start)!;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        limit.CancelAfter(ConformanceLimit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var talk = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);

            var table = await output;
            Assert.True(process.ExitCode == 0, $"expected every promise to be kept; seen\n{table}\n{await talk}");
            Assert.Contains("| The api refuses a wrong token ", table, StringComparison.Ordinal);
            Assert.DoesNotContain("| not checked |", table, StringComparison.Ordinal);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    [Fact]
    public async Task It_runs_from_its_image_alone()
    {
        await using var engine = new DockerEngine();
        var image = (await engine.InspectContainerAsync($"{Fleet.Name}-fresh", Ct)).ImageId;
        var id = await engine.CreateContainerAsync(new ContainerSpec
        {
            Name = $"{Fleet.Name}-alone",
            Image = image,
            Labels = new Dictionary<string, string> { [Model.Plans.FleetLabels.Fleet] = Fleet.Name },
            Environment = new Dictionary<string, string> { ["CLAWFLEET_PORT"] = "9000", ["CLAWFLEET_CONFIG__greeting"] = "alone" },
        }, Ct);
        try
        {
            await engine.StartContainerAsync(id, Ct);
            var clock = Stopwatch.StartNew();
            while ((await engine.ExecAsync(id, new ExecSpec(["clawinit", "health"]), Ct)).ExitCode != 0)
            {
                Assert.True(clock.Elapsed < TimeSpan.FromSeconds(30), "expected it to be healthy within 30 s");
                await Task.Delay(100, Ct);
            }

            var config = (await engine.ExecAsync(id, new ExecSpec(["cat", "/config/config.json"]), Ct)).Stdout;
            Assert.Contains("\"port\": 9000", config, StringComparison.Ordinal);
            Assert.Contains("\"greeting\": \"alone\"", config, StringComparison.Ordinal);
        }
        finally
        {
            await engine.RemoveContainerAsync(id, force: true, CancellationToken.None);
        }
    }

    [Fact]
    public async Task An_image_of_the_users_own_must_hold_the_members_runtime_behind_clawinit()
    {
        var foreign = (await Fleet.RunAsync("up", "foreign", "-d")).Stderr;
        Assert.Contains("debian:trixie-slim does not begin with clawinit", foreign, StringComparison.Ordinal);

        await using var engine = new DockerEngine();
        var ours = (await engine.InspectContainerAsync($"{Fleet.Name}-fresh", Ct)).ImageId;
        await using var context = new BuildContext().AddFile("Dockerfile", System.Text.Encoding.UTF8.GetBytes($"FROM {ours}\nCOPY Dockerfile /opt/mine\n")).OpenTar();
        await foreach (var _ in engine.BuildImageAsync(new ImageBuildSpec { Tags = [$"example/{Fleet.Name}:1"] }, context, Ct))
        {
        }

        try
        {
            Assert.Contains("holds fresh, and the member is to run zeroclaw", (await Fleet.RunAsync("up", "other", "-d")).Stderr, StringComparison.Ordinal);
            Fleet.Replace("runtime: zeroclaw", "runtime: fresh");
            (await Fleet.RunAsync("up", "other", "-d")).Exits(0);
            (await Fleet.RunAsync("exec", "other", "--", "cat", "/opt/mine")).Exits(0);
        }
        finally
        {
            await engine.RemoveContainerAsync($"{Fleet.Name}-other", force: true, CancellationToken.None);
            await engine.RemoveImageAsync($"example/{Fleet.Name}:1", force: true, CancellationToken.None);
        }
    }
}
