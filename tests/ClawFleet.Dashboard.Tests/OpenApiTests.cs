using System.Net;
using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Api;
using ClawFleet.Dashboard.Tests.Support;
using ClawFleet.Engine;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Tests;

public sealed class OpenApiTests
{
    [Fact]
    public async Task Every_route_that_is_served_is_described_and_every_one_described_is_served()
    {
        await using var open = await OpenPage.StartAsync();
        var document = await open.JsonAsync("api/openapi.json");
        Assert.Equal("3.1.0", (string?)document["openapi"]);
        var described = document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => $"{m.Key} {p.Key}"));
        Assert.Equal([.. ApiRoutes.Get.Select(r => "get " + r).Concat(ApiRoutes.Post.Select(r => "post " + r)).Order()], described.Order());
        foreach (var operation in Operations(document))
        {
            var inPath = operation.Path.Split('/').Where(p => p.StartsWith('{')).Select(p => p.Trim('{', '}'));
            var parameters = operation.Node["parameters"] as JsonArray ?? [];
            Assert.Equal(inPath, parameters.Where(p => (string?)p!["in"] == "path").Select(p => (string)p!["name"]!));
            Assert.All(operation.Node["responses"]!.AsObject().Where(r => r.Key != "200"), r => Assert.NotNull(document["components"]!["responses"]![((string)r.Value!["$ref"]!).Split('/')[^1]]));
        }
    }

    [Fact]
    public async Task Answers_are_as_the_description_says()
    {
        await using var open = await OpenPage.StartAsync(new DashboardOptions { Forwarding = () => [new SignalForwarding(Signal.Logs, "http://127.0.0.1:4318/v1/logs", 1, 2, 3, 4, null, "it answers 503")] });
        open.Engine["crew-one"].HealthLog.Add(new HealthCheckRun(DateTimeOffset.UtcNow, TimeSpan.FromMilliseconds(3), 0, "ok"));
        open.Store.Log("one", "said", 17, Otlp.Attribute("channel", "telegram"), $"{7:x32}");
        open.Store.Span("one", 3, 1, "answer", events: """{"timeUnixNano":"1","name":"thought"}""");
        open.Store.Gauge("one", "queue.length", 1, Otlp.Now);
        open.Store.Histogram("one", "answer.time", Otlp.Now, 1, 8, 1, 0);
        var document = await open.JsonAsync("api/openapi.json");
        var check = new SchemaCheck(document);
        foreach (var path in (string[])["api/fleet", "api/logs", "api/traces", $"api/traces/{3:x32}", "api/metrics", "api/metrics/queue.length", "api/metrics/answer.time", "api/health", "api/config", "api/forwarding", "api/changes", "api/openapi.json"])
        {
            var route = ApiRoutes.Find(ApiRoutes.Get, "/" + path)!.Value.Route;
            var schema = document["paths"]![route]!["get"]!["responses"]!["200"]!["content"]!["application/json"]!["schema"]!;
            var answer = await open.JsonAsync(path);
            Assert.Empty(check.Faults(schema, answer));
            Assert.False(answer.AsObject().All(p => p.Value is JsonArray { Count: 0 }), $"{path} answers with nothing to compare");
        }
        using var stopped = await open.PostAsync(open.Stranger, "api/members/one/stop", null, open.Secret);
        Assert.Empty(check.Faults(document["components"]!["schemas"]!["Done"]!, JsonNode.Parse(await stopped.Content.ReadAsStringAsync(OpenPage.Token))));
    }

    [Theory]
    [InlineData("api/logs?before=soon", HttpStatusCode.BadRequest)]
    [InlineData("api/logs?since=soon", HttpStatusCode.BadRequest)]
    [InlineData("api/traces/12", HttpStatusCode.BadRequest)]
    [InlineData("api/metrics/x?minutes=long", HttpStatusCode.BadRequest)]
    [InlineData("api/traces/00000000000000000000000000000009", HttpStatusCode.NotFound)]
    [InlineData("api/nothing", HttpStatusCode.NotFound)]
    [InlineData("api/fleet/more", HttpStatusCode.NotFound)]
    public async Task An_error_says_in_words_what_is_the_matter(string path, HttpStatusCode status)
    {
        await using var open = await OpenPage.StartAsync();
        using var answer = await open.Browser.GetAsync(path, OpenPage.Token);
        Assert.Equal(status, answer.StatusCode);
        var document = await open.JsonAsync("api/openapi.json");
        Assert.Empty(new SchemaCheck(document).Faults(document["components"]!["schemas"]!["Error"]!, JsonNode.Parse(await answer.Content.ReadAsStringAsync(OpenPage.Token))));
    }

    [Fact]
    public async Task The_description_names_the_path_that_the_page_is_below()
    {
        await using var open = await OpenPage.StartAsync(new DashboardOptions { BasePath = "/crew" });
        Assert.Equal("/crew", (string?)(await open.JsonAsync("api/openapi.json"))["servers"]![0]!["url"]);
    }

    private static IEnumerable<(string Path, JsonNode Node)> Operations(JsonNode document) => document["paths"]!.AsObject().SelectMany(p => p.Value!.AsObject().Select(m => (p.Key, m.Value!)));
}
