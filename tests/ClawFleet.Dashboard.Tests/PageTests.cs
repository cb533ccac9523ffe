using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using ClawFleet.Dashboard.Recording;
using ClawFleet.Dashboard.Web;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Tests;

/// <summary>Asked over HTTP, as a browser and as a script do.</summary>
public sealed class PageTests : IAsyncLifetime
{
    private const string Trace = "5b8efff798038103d269b633813fc60c";

    private readonly TelemetryStore _store = new(new TelemetryStoreOptions());
    private readonly TestEngine _engine = new();
    private readonly HttpClient _browser = new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = true });
    private DashboardServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await DashboardServer.StartAsync(_engine.Host, "crew", _store, new DashboardOptions(0), default);
        _browser.BaseAddress = _server.Address;
        var start = DateTimeOffset.UtcNow;
        new LogRecording("crew", _store).Append(
        [
            .. Enumerable.Range(0, 300).Select(i => new MemberLogLine("one", OutputStream.Stdout, start.AddMilliseconds(i), $"INFO line {i}")),
            new MemberLogLine("two", OutputStream.Stderr, start.AddSeconds(1), "ERROR <script>alert(1)</script>"),
        ]);
        _store.AppendJson(Signal.Traces, Encoding.UTF8.GetBytes("""
            {"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"one"}}]},"scopeSpans":[{"spans":[
              {"traceId":"TRACE","spanId":"eee19b7ec3c1b174","name":"turn","kind":2,"startTimeUnixNano":"1000000000","endTimeUnixNano":"3000000000","attributes":[{"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}}]},
              {"traceId":"TRACE","spanId":"eee19b7ec3c1b175","parentSpanId":"eee19b7ec3c1b174","name":"model","startTimeUnixNano":"1500000000","endTimeUnixNano":"2000000000","status":{"code":2,"message":"refused"},"events":[{"timeUnixNano":"1600000000","name":"retry"}]}]}]}]}
            """.Replace("TRACE", Trace, StringComparison.Ordinal)));
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _server.DisposeAsync();
        _store.Dispose();
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/app.js")]
    [InlineData("/api/fleet")]
    [InlineData("/api/logs")]
    [InlineData("/nowhere")]
    public async Task Without_the_link_nothing_is_shown(string path)
    {
        using var answer = await _browser.GetAsync(path);

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.Contains("'clawden dashboard' printed", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task The_link_logs_a_browser_in_and_leads_to_the_page_and_nowhere_else()
    {
        using var login = await _browser.GetAsync($"{_server.LoginLink.PathAndQuery}&to=http://evil.example/");

        Assert.Equal((HttpStatusCode.Redirect, "/"), (login.StatusCode, login.Headers.Location!.OriginalString));
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.DoesNotContain(_server.Token, cookie);
        using var page = await _browser.GetAsync("/");
        Assert.Equal("text/html", page.Content.Headers.ContentType!.MediaType);
        Assert.StartsWith("default-src 'none'; script-src 'self'", Assert.Single(page.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_token_logs_nobody_in()
    {
        using var answer = await _browser.GetAsync("/login?t=" + new string('0', 64));

        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task Another_hosts_name_is_refused_even_with_the_token()
    {
        using var request = Request(HttpMethod.Get, "/api/fleet");
        request.Headers.Host = "evil.example";
        using var answer = await _browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Fact]
    public async Task A_change_that_another_page_asks_for_is_refused()
    {
        await _browser.GetAsync(_server.LoginLink.PathAndQuery);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/api/members/one/stop");
        request.Headers.Add("Origin", "http://evil.example");
        using var answer = await _browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.DoesNotContain(_engine.Engine.Calls(), call => call == nameof(IContainerEngine.StopContainerAsync));
    }

    [Fact]
    public async Task A_page_that_is_read_only_changes_nothing()
    {
        await using var server = await DashboardServer.StartAsync(_engine.Host, "crew", _store, new DashboardOptions(0, AllowLifecycle: false), default);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/api/members/one/stop"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", server.Token);
        using var answer = await _browser.SendAsync(request);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Contains("--read-only", await answer.Content.ReadAsStringAsync());
        Assert.DoesNotContain(_engine.Engine.Calls(), call => call == nameof(IContainerEngine.StopContainerAsync));
    }

    [Fact]
    public async Task Log_records_come_newest_first_in_pages_without_gap_or_repetition()
    {
        var first = await AskAsync("logs?member=one&limit=200");
        var next = first.GetProperty("next").GetString();
        Assert.NotNull(next);
        var second = await AskAsync($"logs?member=one&limit=200&before={next}");

        var bodies = Bodies(first).Concat(Bodies(second));
        Assert.Equal(Enumerable.Range(0, 300).Reverse().Select(i => $"INFO line {i}"), bodies);
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
    }

    [Theory]
    [InlineData("severity=17", "ERROR <script>alert(1)</script>")]
    [InlineData("text=LINE 42", "INFO line 42")]
    [InlineData("attributes=log.iostream=stderr", "ERROR <script>alert(1)</script>")]
    [InlineData("member=two", "ERROR <script>alert(1)</script>")]
    public async Task Log_records_are_found_by_what_is_asked_for(string query, string body) => Assert.Equal([body], Bodies(await AskAsync($"logs?{query}")));

    [Fact]
    public async Task Text_of_a_member_cannot_end_the_json_that_it_stands_in()
    {
        using var answer = await _browser.SendAsync(Request(HttpMethod.Get, "/api/logs?member=two"));

        Assert.DoesNotContain("<script>", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_output_can_be_had_as_text()
    {
        using var answer = await _browser.SendAsync(Request(HttpMethod.Get, "/api/console.txt?member=one"));
        var lines = (await answer.Content.ReadAsStringAsync()).TrimEnd('\n').Split('\n');

        Assert.Equal(300, lines.Length);
        Assert.EndsWith(" one  INFO line 0", lines[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_is_shown_with_its_spans_events_and_failures()
    {
        var listed = Assert.Single((await AskAsync("traces")).GetProperty("traces").EnumerateArray());
        Assert.Equal((Trace, "turn", 2, 1, 2000.0), (listed.GetProperty("id").GetString(), listed.GetProperty("name").GetString(), listed.GetProperty("spans").GetInt32(), listed.GetProperty("errors").GetInt32(), listed.GetProperty("duration").GetDouble()));

        var spans = (await AskAsync($"traces/{Trace}")).GetProperty("spans").EnumerateArray().ToList();
        Assert.Equal(["turn", "model"], spans.Select(s => s.GetProperty("name").GetString()));
        Assert.Equal((500.0, 500.0, "Error", "refused"), (spans[1].GetProperty("offset").GetDouble(), spans[1].GetProperty("duration").GetDouble(), spans[1].GetProperty("status").GetString(), spans[1].GetProperty("message").GetString()));
        Assert.Equal(600, spans[1].GetProperty("events")[0].GetProperty("offset").GetDouble());
    }

    [Fact]
    public async Task Metrics_are_listed_and_drawn_from_their_points()
    {
        var stats = new StatsRecording("crew", _store);
        foreach (var (second, cpu) in ((int, ulong)[])[(0, 1_000_000_000), (5, 2_000_000_000)])
        {
            stats.Append([KeyValuePair.Create("one", new ContainerStats(DateTimeOffset.UtcNow.AddSeconds(second - 10), cpu, 1000, null, 0, 0, null))]);
        }

        Assert.Contains((await AskAsync("metrics?member=one")).GetProperty("instruments").EnumerateArray(), i => i.GetProperty("name").GetString() == "container.cpu.usage");
        var series = Assert.Single((await AskAsync("metrics/container.cpu.usage?minutes=1")).GetProperty("series").EnumerateArray());
        Assert.Equal(0.2, Assert.Single(series.GetProperty("points").EnumerateArray())[1].GetDouble(), 2);
    }

    [Theory]
    [InlineData("logs?limit=0", "limit is a number from 1 to 1000, not '0'")]
    [InlineData("logs?before=yesterday", "before is the `next` of an earlier answer")]
    [InlineData("metrics/x?minutes=9999", "minutes is a number from 1 to 720, not '9999'")]
    [InlineData("traces/zz", "a trace's id is 32 hexadecimal digits")]
    public async Task A_question_that_makes_no_sense_is_told_which_part(string path, string error)
    {
        using var answer = await _browser.SendAsync(Request(HttpMethod.Get, $"/api/{path}"));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(error, JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("error").GetString());
    }

    [Theory]
    [InlineData("traces/ffffffffffffffffffffffffffffffff", "no span of this trace is kept (any more)")]
    [InlineData("nowhere", "there is no such page")]
    public async Task What_is_not_there_is_told(string path, string error)
    {
        using var answer = await _browser.SendAsync(Request(HttpMethod.Get, $"/api/{path}"));

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Contains(error, await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_port_that_is_taken_is_an_error() =>
        await Assert.ThrowsAsync<IOException>(() => DashboardServer.StartAsync(_engine.Host, "crew", _store, new DashboardOptions(_server.Address.Port), default));

    private async Task<JsonElement> AskAsync(string path)
    {
        using var answer = await _browser.SendAsync(Request(HttpMethod.Get, $"/api/{path}"));
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode == HttpStatusCode.OK, text);
        return JsonDocument.Parse(text).RootElement;
    }

    private HttpRequestMessage Request(HttpMethod method, string path)
    {
        var request = new HttpRequestMessage(method, path);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _server.Token);
        return request;
    }

    private static List<string> Bodies(JsonElement page) => [.. page.GetProperty("records").EnumerateArray().Select(r => r.GetProperty("body").GetString()!)];
}
