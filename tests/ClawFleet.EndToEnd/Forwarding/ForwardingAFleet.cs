using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Engine;
using ClawFleet.Hosting;

namespace ClawFleet.EndToEnd.Forwarding;

/// <summary>What a running fleet uses, forwarded by its host to a database that is not there at first, with a password that nobody sees.</summary>
public sealed class ForwardingAFleet : IAsyncLifetime
{
    private readonly TempFleet _fleet = TempFleet.OfSimulated(("one", ""), ("two", "")).WithHost();
    private MetricsDatabase? _database;

    private string SettingsFile => Path.Combine(FleetHostOptions.Discover().SecretsRoot, _fleet.Name, "telemetry.json");

    public async ValueTask InitializeAsync() => _database = await MetricsDatabase.CreateAsync($"{_fleet.Name}-outside");

    public async ValueTask DisposeAsync()
    {
        if (_database is not null) await _database.DisposeAsync();
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task A_database_that_comes_late_gets_what_was_recorded_before_and_no_member_is_touched_by_the_setting()
    {
        var database = _database!;
        await _fleet.UpAsync();
        var before = await _fleet.ContainersAsync();
        Assert.False(File.Exists(SettingsFile));

        await File.AppendAllTextAsync(_fleet.File, $"telemetry: {{metrics: \"{database.Address}opentelemetry/v1/metrics\", headers: {{Authorization: \"Basic $E2E_OTLP_PASSWORD\"}}}}\n", TestContext.Current.CancellationToken);
        _fleet.Variables["E2E_OTLP_PASSWORD"] = MetricsDatabase.Credentials;
        var up = (await _fleet.UpAsync()).Says("nothing to do");
        Assert.Equal(before["one"].Id, (await _fleet.ContainersAsync())["one"].Id);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, OperatingSystem.IsWindows() ? default : File.GetUnixFileMode(SettingsFile));

        await Eventually.HoldsAsync("the host says that it is away", async () => (await LogAsync()).Contains($"metrics are not taken by {database.Address}opentelemetry/v1/metrics: Connection refused", StringComparison.Ordinal));
        var started = DateTimeOffset.UtcNow;
        await database.StartAsync();
        foreach (var member in new[] { "one", "two" })
        {
            var selector = $$"""container_memory_usage_bytes{service_name="{{member}}",service_instance_id="{{_fleet.Name}}-{{member}}",service_namespace="{{_fleet.Name}}"}""";
            await Eventually.HoldsAsync($"the memory of {member} is there from before the database was", async () => await database.PointsAsync(selector) is [var first, ..] && first.Time < started && first.Value is > 0 and < 1 << 30);
        }

        await Eventually.HoldsAsync("the host says that it is back", async () => (await LogAsync()).Contains("opentelemetry/v1/metrics again", StringComparison.Ordinal));
        var page = await PageAsync();
        Assert.Contains("\"fault\":null", page, StringComparison.Ordinal);
        await NobodySeesThePasswordAsync(page + up.Stdout + up.Stderr + await LogAsync() + (await _fleet.RunAsync("config", "show")).Exits(0).Stdout);
        (await _fleet.RunAsync("down")).Exits(0);
        Assert.False(File.Exists(SettingsFile));
    }

    private async Task NobodySeesThePasswordAsync(string said)
    {
        await using var engine = new DockerEngine();
        said += (await engine.InspectContainerAsync($"{_fleet.Name}-one", TestContext.Current.CancellationToken)).RawJson;
        Assert.DoesNotContain(MetricsDatabase.Credentials, said, StringComparison.Ordinal);
        Assert.DoesNotContain("telemetry.json", (await _fleet.RunAsync("exec", "one", "--", "find", "/run/secrets", "/config", "/state")).Stdout, StringComparison.Ordinal);
    }

    /// <summary>How it goes, as the page and its API say.</summary>
    private async Task<string> PageAsync()
    {
        var host = _fleet.Host.Find()!;
        using var client = new HttpClient { BaseAddress = host.Address };
        client.DefaultRequestHeaders.Authorization = new System.Net.Http.Headers.AuthenticationHeaderValue("Bearer", host.Token);
        return await client.GetStringAsync(new Uri("api/forwarding", UriKind.Relative), TestContext.Current.CancellationToken) + await client.GetStringAsync(host.Address, TestContext.Current.CancellationToken);
    }

    private async Task<string> LogAsync() => (await _fleet.RunAsync("logs", "--host")).Exits(0).Stdout;
}
