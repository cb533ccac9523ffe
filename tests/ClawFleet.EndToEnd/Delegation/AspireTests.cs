using System.Net;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting;

namespace ClawFleet.EndToEnd.Delegation;

/// <summary>A fleet that Aspire's own orchestrator runs on the real engine.</summary>
public sealed class AspireTests(EngineFixture fixture) : IAsyncDisposable
{
    private const string Label = "dev.clawfleet.aspire";
    private const string Secret = "sk-e2e-of-nobody-else";

    private readonly IContainerEngine _engine = fixture.Engine;

    private readonly TempFleet _fleet = new("""
        name: FLEET
        simulate: always
        providers:
          house: {type: custom, base_url: "http://iron:3000/v1", api_key: $HOUSE_KEY}
        runtimes:
          - name: iron
            runtime: ironclaw
            ports: auto
          - name: zero
            runtime: zeroclaw
            provider: house
            model: some-model
            ports: auto
            env: {GREETING: "hello {{name}}"}
        """);

    [Fact]
    public async Task Aspire_brings_up_the_plan_with_its_containment_its_secrets_and_its_database_and_takes_all_of_it_down()
    {
        await AspireAppHost.BuildAsync();
        _fleet.Variables["HOUSE_KEY"] = Secret;
        _fleet.Variables["HOME"] = _fleet.Folder; // Aspire keeps keys of its page there.
        _fleet.Variables["ASPNETCORE_URLS"] = $"http://localhost:{Ports.Free()}";
        _fleet.Variables["ASPIRE_DASHBOARD_OTLP_HTTP_ENDPOINT_URL"] = $"http://{await AddressAsync()}:{Ports.Free()}";
        await using var host = Clawden.StartAppHost(AspireAppHost.Program, _fleet.Folder, _fleet.Variables.AsReadOnly());

        // IronClaw is started when its database is healthy, and then connects to it by the name that Aspire gave.
        await Eventually.HoldsAsync("three containers run, and IronClaw has its database", async () =>
        {
            Assert.False(host.HasEnded, host.StdoutSoFar + host.StderrSoFar);
            var running = (await ContainersAsync()).Where(c => c.State == ContainerState.Running).ToList();
            return running.Count == 3 && (await LogAsync(running.Single(c => c.Labels[Label].EndsWith("-iron", StringComparison.Ordinal)).Id))
                .Any(line => line.Contains("database iron-postgres", StringComparison.Ordinal) && line.Contains("is ready", StringComparison.Ordinal));
        }, () => host.StdoutSoFar + host.StderrSoFar);

        Assert.Contains("note: iron-postgres: Aspire has one network for all", host.StderrSoFar, StringComparison.Ordinal);
        foreach (var container in await ContainersAsync())
        {
            var details = await _engine.InspectContainerAsync(container.Id, CancellationToken.None);
            Assert.True(details.ReadOnlyRoot, container.Name);
            Assert.NotEqual("0", details.User.Split(':')[0]);
            Assert.Equal(["ALL"], details.DropCapabilities);
            Assert.Contains(details.SecurityOptions, o => o.StartsWith("no-new-privileges", StringComparison.Ordinal));
            Assert.True(details.MemoryBytes > 0 && details.Pids > 0 && details.Cpus > 0, container.Name);
            Assert.All(details.Ports.Where(p => p.HostPort is not null), p => Assert.Equal("127.0.0.1", p.HostIp));
            Assert.All(Values(), value => Assert.DoesNotContain(value, details.RawJson, StringComparison.Ordinal));
        }

        var zero = await InspectAsync("zero");
        Assert.Contains("GREETING=hello {{name}}", zero.Environment);
        Assert.Contains($"OTEL_RESOURCE_ATTRIBUTES=service.namespace={_fleet.Name},service.instance.id={_fleet.Name}-zero", zero.Environment);
        var key = await _engine.ExecAsync(zero.Id, new ExecSpec(["cat", "/run/secrets/house-key"]), CancellationToken.None);
        Assert.Equal(Secret, key.Stdout.Trim());

        // Both would have the fleet's data.
        (await _fleet.RunAsync("up", "-d")).Exits(1).Says("the AppHost with Aspire");

        await host.SignalAsync("TERM");
        Assert.Equal(0, (await host.EndsAsync(TimeSpan.FromSeconds(90))).ExitCode);
        Assert.Empty(await ContainersAsync());
        Assert.False(Directory.Exists(SecretsFolder));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var container in await ContainersAsync())
        {
            await _engine.RemoveContainerAsync(container.Id, force: true, CancellationToken.None);
        }

        foreach (var volume in (await _engine.ListVolumesAsync(null, CancellationToken.None)).Where(v => v.Name.StartsWith(_fleet.Name + "-", StringComparison.Ordinal)))
        {
            await _engine.RemoveVolumeAsync(volume.Name, force: true, CancellationToken.None);
        }

        await _fleet.DisposeAsync();
    }

    private string SecretsFolder => Path.Combine(FleetHostOptions.Discover().SecretsRoot, _fleet.Name + "@aspire");

    /// <summary>Every secret value that a container of the fleet mounts now.</summary>
    private IEnumerable<string> Values() => Directory.EnumerateFiles(SecretsFolder, "*", SearchOption.AllDirectories).Select(File.ReadAllText);

    private async Task<IReadOnlyList<ContainerSummary>> ContainersAsync()
        => [.. (await _engine.ListContainersAsync(new ContainerListQuery(All: true, [Label]), CancellationToken.None)).Where(c => c.Labels[Label].StartsWith(_fleet.Name + "/", StringComparison.Ordinal))];

    private async Task<ContainerDetails> InspectAsync(string container)
    {
        var found = (await ContainersAsync()).Single(c => c.Labels[Label] == $"{_fleet.Name}/{_fleet.Name}-{container}");
        return await _engine.InspectContainerAsync(found.Id, CancellationToken.None);
    }

    private async Task<IReadOnlyList<string>> LogAsync(string container)
    {
        var lines = new List<string>();
        await foreach (var line in _engine.ReadLogsAsync(container, new LogQuery(Follow: false), CancellationToken.None))
        {
            lines.Add(line.Text);
        }

        return lines;
    }

    /// <summary>Where containers reach this machine, or where none does.</summary>
    private async Task<IPAddress> AddressAsync()
        => (await _engine.ListNetworksAsync(null, CancellationToken.None)).Where(n => n.Name is "bridge" or "podman").SelectMany(n => n.Ranges).Select(r => IPAddress.Parse(r.Gateway!)).First();
}
