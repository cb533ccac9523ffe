using System.Text.Json;
using ClawFleet.Engine.Containers;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Tests.Mapping;

public sealed class ContainerMappingTests
{
    [Theory]
    [InlineData("docker", "debian:trixie-slim", ContainerHealth.Healthy)]
    [InlineData("podman", "localhost/debian:trixie-slim", ContainerHealth.None)] // Podman 4.3 does not list health
    public void A_row_of_the_list_is_read(string engine, string image, ContainerHealth health)
    {
        var row = Assert.Single(Rows($"{engine}/containers.json"));
        Assert.Equal(("engine-rec", image, ContainerState.Running, health), (row.Name, row.Image, row.State, row.Health));
        Assert.Equal(64, row.Id.Length);
        Assert.Equal(2026, row.Created.Year);
        Assert.Equal("demo", row.Labels["dev.clawfleet.fleet"]);
        Assert.Equal([new PublishedPort(8080, "0.0.0.0", 18080, "tcp"), new PublishedPort(9090, "127.0.0.1", 19090, "udp")], row.Ports);
        Assert.Equal(["engine-rec-a", "engine-rec-b"], row.NetworkAddresses.Keys.Order());
    }

    [Fact]
    public void The_engines_last_health_checks_are_read_with_their_time_duration_and_output()
    {
        var run = Details("docker/inspect-running.json").HealthLog[0];
        Assert.Equal((2026, 0, ""), (run.Start.Year, run.ExitCode, run.Output));
        Assert.Equal(117.7, run.Duration.TotalMilliseconds, 0.1);
        Assert.Empty(Details("podman/inspect-running.json").HealthLog);
        var old = ContainerMapping.Details(JsonSerializer.Deserialize(
            """{"State":{"Healthcheck":{"Status":"unhealthy","FailingStreak":2,"Log":[{"Start":"2026-11-20T16:57:51Z","End":"2026-11-20T16:57:52.5Z","ExitCode":1,"Output":"no answer"},{"Start":"never"}]}}}""",
            WireJson.Default.WireContainer)!, "");
        Assert.Equal((ContainerHealth.Unhealthy, 2), (old.Health, old.FailingStreak));
        Assert.Equal((TimeSpan.FromSeconds(1.5), 1, "no answer"), Assert.Single(old.HealthLog) is var only ? (only.Duration, only.ExitCode, only.Output) : default);
    }

    [Theory, InlineData("docker"), InlineData("podman")]
    public void A_stopped_row_is_read(string engine)
    {
        var row = Assert.Single(Rows($"{engine}/containers-exited.json"));
        Assert.Equal((ContainerState.Exited, ContainerHealth.None), (row.State, row.Health));
        Assert.StartsWith("Exited (3)", row.StatusText, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker", ContainerHealth.Healthy)]
    [InlineData("podman", ContainerHealth.Starting)]
    public void An_inspected_container_is_read(string engine, ContainerHealth health)
    {
        var details = Details($"{engine}/inspect-running.json");
        Assert.Equal(("engine-rec", ContainerState.Running, health), (details.Name, details.State, details.Health));
        Assert.Equal(("10000:10000", "zc", true, false), (details.User, details.Hostname, details.ReadOnlyRoot, details.Privileged));
        Assert.Equal((64L << 20, 50L, 0.5), (details.MemoryBytes, details.Pids, details.Cpus));
        Assert.Equal("sh", details.Argv[0]);
        Assert.Contains("A=b", details.Environment);
        Assert.Equal(new RestartPolicy(RestartPolicyName.UnlessStopped), details.Restart);
        Assert.Equal([new PublishedPort(8080, "0.0.0.0", 18080, "tcp"), new PublishedPort(9090, "127.0.0.1", 19090, "udp")], details.Ports);
        Assert.Contains(new MountPoint(MountType.Volume, "engine-rec", "/state", false), details.Mounts);
        Assert.Contains(new MountPoint(MountType.Tmpfs, null, "/tmp", false), details.Mounts);
        Assert.Equal(2026, details.StartedAt!.Value.Year);
        Assert.Null(details.FinishedAt);
        Assert.True(details.Pid > 0);
    }

    [Theory, InlineData("docker"), InlineData("podman")]
    public void A_stopped_container_still_tells_the_ports_it_asks_for(string engine)
    {
        var details = Details($"{engine}/inspect-exited.json");
        Assert.Equal((ContainerState.Exited, 3, 0), (details.State, details.ExitCode, details.Pid));
        Assert.NotNull(details.FinishedAt);
        Assert.Equal([18080, 19090], details.Ports.Select(p => p.HostPort));
    }

    [Theory]
    [InlineData("Up 2 seconds (healthy)", ContainerHealth.Healthy)]
    [InlineData("Up 2 minutes (unhealthy)", ContainerHealth.Unhealthy)]
    [InlineData("Up Less than a second (health: starting)", ContainerHealth.Starting)]
    [InlineData("Up 2 seconds (starting)", ContainerHealth.Starting)]
    [InlineData("Up 2 seconds", ContainerHealth.None)]
    [InlineData("Exited (0) 3 seconds ago", ContainerHealth.None)]
    public void Health_is_read_from_the_status(string status, ContainerHealth health) =>
        Assert.Equal(health, Rows([new { Id = "a", Status = status, State = "running" }]).Health);

    [Theory]
    [InlineData("created", ContainerState.Created)]
    [InlineData("configured", ContainerState.Created)]
    [InlineData("initialized", ContainerState.Created)]
    [InlineData("paused", ContainerState.Paused)]
    [InlineData("restarting", ContainerState.Restarting)]
    [InlineData("stopping", ContainerState.Running)]
    [InlineData("stopped", ContainerState.Exited)]
    [InlineData("dead", ContainerState.Dead)]
    [InlineData("removing", ContainerState.Removing)]
    [InlineData("something new", ContainerState.Unknown)]
    public void State_words_of_both_engines_are_read(string word, ContainerState state) =>
        Assert.Equal(state, Rows([new { Id = "a", State = word }]).State);

    [Fact]
    public void Names_come_with_and_without_a_slash_and_times_as_numbers_and_text()
    {
        Assert.Equal("web", Rows([new { Id = "a", Names = new[] { "/other/link", "/web" } }]).Name);
        Assert.Equal("web", Rows([new { Id = "a", Names = new[] { "web" } }]).Name);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795193870), Rows([new { Id = "a", Created = 1795193870 }]).Created);
        Assert.Equal(DateTimeOffset.FromUnixTimeSeconds(1795193870), Rows([new { Id = "a", Created = "2026-11-20T16:57:50Z" }]).Created);
    }

    [Fact]
    public void A_newer_engine_tells_health_in_a_field_of_its_own() =>
        Assert.Equal(ContainerHealth.Unhealthy, Rows([new { Id = "a", Health = new { Status = "unhealthy", FailingStreak = 3 } }]).Health);

    private static List<ContainerSummary> Rows(string file) =>
        WireContainerRow.ReadList(File.ReadAllBytes(TestData.Path(file))).ConvertAll(ContainerMapping.Summary);

    private static ContainerSummary Rows(object[] rows) =>
        WireContainerRow.ReadList(JsonSerializer.SerializeToUtf8Bytes(rows)).ConvertAll(ContainerMapping.Summary).Single();

    private static ContainerDetails Details(string file) =>
        ContainerMapping.Details(JsonSerializer.Deserialize(TestData.Read(file), WireJson.Default.WireContainer)!, "");
}
