using System.Net.Http.Headers;
using System.Text;
using ClawFleet.Dashboard.Tests.Support;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Tests;

public sealed class PrometheusTests
{
    [Fact]
    public async Task The_newest_points_are_written_by_Prometheus_s_own_rules()
    {
        await using var open = await OpenPage.StartAsync();
        open.Store.Gauge("one", "queue.length", 1, Otlp.Now - 30_000_000_000);
        open.Store.Gauge("one", "queue.length", 2.5, Otlp.Now);
        open.Store.Gauge("say \\\"hi\\\"", "queue.length", 7, Otlp.Now);
        open.Store.Gauge("one", "old.length", 7, Otlp.Now - 360_000_000_000);
        open.Store.Histogram("one", "delta.time", Otlp.Now, 1, 8, 1, 0); // No form for what counts since the last point.
        open.Store.AppendJson(Signal.Metrics, Encoding.UTF8.GetBytes($$$"""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"one"}}]},"scopeMetrics":[{"metrics":[
            {"name":"answer.time","unit":"s","histogram":{"aggregationTemporality":2,"dataPoints":[{"timeUnixNano":"{{{Otlp.Now}}}","count":"10","sum":1.5,"explicitBounds":[0.5,2],"bucketCounts":["1","8","1"]}]}},
            {"name":"container.network.io","unit":"By","sum":{"aggregationTemporality":2,"isMonotonic":true,"dataPoints":[{"timeUnixNano":"{{{Otlp.Now}}}","asInt":"42","attributes":[{"key":"network.io.direction","value":{"stringValue":"receive"}}]}]}}]}]}]}
            """));
        using var answer = await open.Browser.GetAsync("api/prometheus", OpenPage.Token);
        Assert.Equal(MediaTypeHeaderValue.Parse("text/plain; version=0.0.4; charset=utf-8"), answer.Content.Headers.ContentType);
        var text = await answer.Content.ReadAsStringAsync(OpenPage.Token);
        Assert.Contains("# TYPE queue_length gauge\n", text, StringComparison.Ordinal);
        Assert.Matches("\nqueue_length\\{[^}]*service_name=\"one\"[^}]*\\} 2\\.5\n", text);
        Assert.Contains("service_name=\"say \\\"hi\\\"\"", text, StringComparison.Ordinal);
        Assert.DoesNotContain("old_length", text, StringComparison.Ordinal);
        Assert.DoesNotContain("delta", text, StringComparison.Ordinal);
        Assert.Contains("""
            # TYPE answer_time_seconds histogram
            answer_time_seconds_bucket{service_name="one",le="0.5"} 1
            answer_time_seconds_bucket{service_name="one",le="2"} 9
            answer_time_seconds_bucket{service_name="one",le="+Inf"} 10
            answer_time_seconds_sum{service_name="one"} 1.5
            answer_time_seconds_count{service_name="one"} 10
            # TYPE container_network_io_bytes_total counter
            container_network_io_bytes_total{network_io_direction="receive",service_name="one"} 42

            """.ReplaceLineEndings("\n"), text, StringComparison.Ordinal);
    }
}
