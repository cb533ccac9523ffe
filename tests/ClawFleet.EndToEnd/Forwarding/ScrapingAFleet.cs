using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using ClawFleet.EndToEnd.Fixture;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;

namespace ClawFleet.EndToEnd.Forwarding;

/// <summary>Debian's own Prometheus scrapes a fleet's host.</summary>
public sealed class ScrapingAFleet : IAsyncLifetime
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    private readonly TempFleet _fleet = TempFleet.OfSimulated(("one", ""));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    private HostProcess Host => new(FleetHostOptions.Discover() with { StateRoot = Path.Combine(_fleet.StateRoot, "clawfleet") }, _fleet.Name);

    public ValueTask InitializeAsync()
    {
        _fleet.Variables.Remove("CLAWDEN_NO_HOST");
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Host.StopAsync(CancellationToken.None);
        await _fleet.DisposeAsync();
    }

    [Fact]
    public async Task What_a_member_uses_is_scraped_with_the_token_from_its_file()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_fleet.Folder, "prometheus")).FullName;
        var program = await DebiansPrometheus.GetAsync(folder);
        await _fleet.UpAsync();
        var host = Host.Find()!;
        var port = FreePort();
        await File.WriteAllTextAsync(Path.Combine(folder, "prometheus.yml"), $"""
            scrape_configs:
              - job_name: fleet
                scrape_interval: 1s
                metrics_path: /api/prometheus
                authorization: {"{"}credentials_file: {Path.Combine(_fleet.StateRoot, "clawfleet", _fleet.Name, "host.token")}{"}"}
                static_configs: [{"{"}targets: ['{host.Address.Authority}']{"}"}]
            """, Ct);
        using var prometheus = Process.Start(new ProcessStartInfo(program,
            [$"--config.file={folder}/prometheus.yml", $"--storage.tsdb.path={folder}/data", $"--web.listen-address=127.0.0.1:{port}", "--log.level=warn"])
        { WorkingDirectory = folder })!;
        try
        {
            using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}/") };
            await UntilAsync("the member's memory", () => client.GetStringAsync(new Uri("api/v1/query?query=container_memory_usage_bytes{service_name=\"one\"} > 1000000", UriKind.Relative), Ct), a => a.Contains("\"service_name\":\"one\"", StringComparison.Ordinal));
            await UntilAsync("the machine's processors", () => client.GetStringAsync(new Uri("api/v1/query?query=system_cpu_logical_count", UriKind.Relative), Ct), a => a.Contains("\"service_name\":\"host\"", StringComparison.Ordinal));
            Assert.Contains("\"health\":\"up\"", await client.GetStringAsync(new Uri("api/v1/targets", UriKind.Relative), Ct), StringComparison.Ordinal);
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task UntilAsync(string what, Func<Task<string>> ask, Func<string, bool> met)
    {
        var deadline = DateTimeOffset.UtcNow + Soon;
        var said = "";
        while (true)
        {
            try
            {
                if (met(said = await ask())) return;
            }
            catch (HttpRequestException e)
            {
                said = e.Message; // It is still starting.
            }

            Assert.True(DateTimeOffset.UtcNow < deadline, $"not in time: {what}\n{said}");
            await Task.Delay(200, Ct);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
