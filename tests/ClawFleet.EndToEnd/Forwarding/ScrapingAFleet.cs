using System.Diagnostics;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Forwarding;

/// <summary>Debian's own Prometheus scrapes a fleet's host.</summary>
public sealed class ScrapingAFleet : IAsyncDisposable
{
    private readonly TempFleet _fleet = TempFleet.OfSimulated(("one", "")).WithHost();

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _fleet.DisposeAsync();

    [Fact]
    public async Task What_a_member_uses_is_scraped_with_the_token_from_its_file()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_fleet.Folder, "prometheus")).FullName;
        var program = await DebiansPrometheus.GetAsync(folder);
        await _fleet.UpAsync();
        var host = _fleet.Host.Find()!;
        var port = Ports.Free();
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
            await AnswersAsync(client, "container_memory_usage_bytes{service_name=\"one\"} > 1000000", "\"service_name\":\"one\"");
            await AnswersAsync(client, "system_cpu_logical_count", "\"service_name\":\"host\"");
            Assert.Contains("\"health\":\"up\"", await client.GetStringAsync(new Uri("api/v1/targets", UriKind.Relative), Ct), StringComparison.Ordinal);
        }
        finally
        {
            prometheus.Kill();
            await prometheus.WaitForExitAsync(CancellationToken.None);
        }
    }

    private static async Task AnswersAsync(HttpClient client, string query, string words)
    {
        var said = "";
        await Eventually.HoldsAsync(query, async () =>
        {
            try
            {
                said = await client.GetStringAsync(new Uri("api/v1/query?query=" + Uri.EscapeDataString(query), UriKind.Relative), Ct);
            }
            catch (HttpRequestException e)
            {
                said = e.Message; // It is still starting.
            }

            return said.Contains(words, StringComparison.Ordinal);
        }, () => said);
    }
}
