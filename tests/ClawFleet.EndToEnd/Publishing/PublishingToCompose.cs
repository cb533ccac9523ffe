using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.EndToEnd.Publishing;

/// <summary><c>clawden publish compose</c>, brought up by docker compose 2.26 and asked for every promise.</summary>
public sealed class PublishingToCompose(EngineFixture engine)
{
    private const string ModelKey = "sk-e2e-$compose-0123456789";

    private const string File = """
        name: FLEET
        simulate: always
        providers: {e2e-model: {type: openai, base_url: "http://brain:9/v1", api_key: $E2E_MODEL_KEY}}
        runtimes:
          - {name: brain, runtime: ironclaw, ports: auto, provider: e2e-model, model: test-model}
          - {name: claw, runtime: zeroclaw, ports: auto, replicas: 2, env: {E2E_TRICK: "5$$ 'each' \"now\" #\n{no: $${HOME}}"}}
        """;

    // The published times stay in a copy: engines before 25 ask for the first time after a whole interval, which is half a minute here.
    private const string Impatient = """
        services:
          brain-postgres: {healthcheck: {interval: 1s}}
          brain: {healthcheck: {interval: 2s}}
          claw-1: {healthcheck: {interval: 2s}}
          claw-2: {healthcheck: {interval: 2s}}
        """;

    [Fact]
    public async Task A_fleet_goes_over_to_docker_compose_with_its_data_and_keeps_its_promises_there()
    {
        var compose = await DebiansCompose.GetAsync();
        await using var fleet = new TempFleet(File);
        fleet.Variables["E2E_MODEL_KEY"] = ModelKey;
        var folder = Path.Combine(fleet.Folder, "out");
        await fleet.UpAsync();
        (await fleet.RunAsync("exec", "brain", "--", "sh", "-c", "echo kept >/state/mark")).Exits(0);
        (await fleet.RunAsync("down")).Exits(0);

        (await fleet.RunAsync("publish", "compose", "-o", "out")).Exits(0).Says("note:", "nobody restarts", "secret files written", "docker compose up -d --wait");
        try
        {
            await ComposeAsync(compose, folder, "config", "-q");
            await System.IO.File.WriteAllTextAsync(Path.Combine(folder, "compose.override.yaml"), Impatient, TestContext.Current.CancellationToken);
            await ComposeAsync(compose, folder, "up", "-d", "--wait");

            Assert.Equal("kept\n", await ShellAsync(fleet, "brain", "cat /state/mark"));
            Assert.Equal("5$ 'each' \"now\" #\n{no: ${HOME}}", await ShellAsync(fleet, "claw-2", "printf %s \"$E2E_TRICK\""));
            await OurCommandsLeaveItAloneAsync(fleet);
            await ItStaysKilledAsync(fleet, compose, folder);
            await NoSecretIsSaidAsync(fleet, folder);
            await ConformsAsync(fleet);
        }
        finally
        {
            await ComposeAsync(compose, folder, "down", "-v");
        }

        Assert.Empty(await ContainersAsync(fleet));
        Assert.DoesNotContain(await engine.Engine.ListNetworksAsync(null, CancellationToken.None), n => n.Name.StartsWith(fleet.Name, StringComparison.Ordinal));
        Assert.DoesNotContain(await engine.Engine.ListVolumesAsync(null, CancellationToken.None), v => v.Name.StartsWith(fleet.Name, StringComparison.Ordinal));
    }

    private static async Task OurCommandsLeaveItAloneAsync(TempFleet fleet)
    {
        var before = (await ContainersAsync(fleet)).Select(c => (c.Id, c.State)).Order().ToList();
        foreach (var command in new string[][] { ["up", "-d"], ["down", "--volumes", "--fleet", fleet.Name], ["stop", "--fleet", fleet.Name], ["restart", "--fleet", fleet.Name] })
        {
            (await fleet.RunAsync(command)).Exits(1).Says("brought up by docker compose", $"docker compose -p {fleet.Name} down");
        }

        Assert.Equal(before, (await ContainersAsync(fleet)).Select(c => (c.Id, c.State)).Order());
    }

    /// <summary>What the table of targets says of supervision.</summary>
    private async Task ItStaysKilledAsync(TempFleet fleet, string compose, string folder)
    {
        await engine.Engine.KillContainerAsync($"{fleet.Name}-claw-1", "SIGKILL", CancellationToken.None);
        await Eventually.HoldsAsync("it is dead", async () => (await engine.Engine.InspectContainerAsync($"{fleet.Name}-claw-1", CancellationToken.None)).State == ContainerState.Exited);
        await ComposeAsync(compose, folder, "up", "-d", "--wait");
        Assert.Equal(ContainerState.Running, (await engine.Engine.InspectContainerAsync($"{fleet.Name}-claw-1", CancellationToken.None)).State);
    }

    private async Task NoSecretIsSaidAsync(TempFleet fleet, string folder)
    {
        var secrets = Directory.EnumerateFiles(Path.Combine(folder, "secrets")).ToDictionary(f => Path.GetFileName(f), System.IO.File.ReadAllText, StringComparer.Ordinal);
        Assert.Equal(ModelKey, secrets["e2e-model-key"]);
        Assert.Contains("brain-database-password", secrets.Keys);
        if (!OperatingSystem.IsWindows()) Assert.Equal(UnixFileMode.UserRead, System.IO.File.GetUnixFileMode(Path.Combine(folder, "secrets", "e2e-model-key")));

        var said = Directory.EnumerateFiles(folder).Select(System.IO.File.ReadAllText).ToList();
        foreach (var container in await ContainersAsync(fleet))
        {
            said.Add((await engine.Engine.InspectContainerAsync(container.Id, CancellationToken.None)).RawJson);
        }

        Assert.All(secrets, secret => Assert.DoesNotContain(said, text => text.Contains(secret.Value, StringComparison.Ordinal)));
    }

    private static async Task ConformsAsync(TempFleet fleet)
    {
        var suite = Path.Combine(Repository.Root, "ClawFleet.Conformance", "bin", new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar)).Parent!.Name, "net10.0", "ClawFleet.Conformance.dll");
        var (exit, said) = await DebiansCompose.RunAsync(fleet.Folder, "dotnet", ["exec", suite, "-noLogo", "-noColor"], new Dictionary<string, string> { ["CLAWFLEET_FLEET"] = fleet.Name });
        Assert.True(exit == 0, said);
        Assert.Contains($"Conformance of the running fleet {fleet.Name}", said, StringComparison.Ordinal);
        Assert.Contains("| brain-postgres |", said, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<ContainerSummary>> ContainersAsync(TempFleet fleet)
    {
        await using var engine = new DockerEngine();
        return await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Published}={fleet.Name}"]), CancellationToken.None);
    }

    private async Task<string> ShellAsync(TempFleet fleet, string member, string script)
        => (await engine.Engine.ExecAsync($"{fleet.Name}-{member}", new ExecSpec(["sh", "-c", script]), CancellationToken.None)).Stdout;

    private static async Task ComposeAsync(string program, string folder, params string[] arguments)
    {
        var (exit, said) = await DebiansCompose.RunAsync(folder, program, arguments);
        Assert.True(exit == 0, $"expected `docker compose {string.Join(' ', arguments)}` to succeed; it gave {exit}:\n{said}");
    }
}
