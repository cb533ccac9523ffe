using System.Net;
using ClawFleet.Dashboard.Tests.Support;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Tests;

public sealed class PageTests
{
    [Fact]
    public async Task The_fleet_shows_members_with_sidecars_simulation_and_what_they_use()
    {
        await using var open = await OpenPage.StartAsync();
        open.Store.Gauge("one", "container.cpu.usage", 0.25, Otlp.Now - Otlp.Second);
        open.Store.Gauge("one", "container.cpu.usage", 0.5, Otlp.Now);
        open.Store.Gauge("one", "container.memory.usage", 64 << 20, Otlp.Now, "By");
        var html = await open.HtmlAsync("");
        Assert.Contains("id=\"member-one\"", html, StringComparison.Ordinal);
        Assert.Contains("id=\"member-one-db\"", html, StringComparison.Ordinal);
        Assert.Contains(">simulated<", html, StringComparison.Ordinal);
        Assert.Contains("50 %", html, StringComparison.Ordinal);
        Assert.Contains("64 MiB", html, StringComparison.Ordinal);
        Assert.Equal("running", (string?)(await open.JsonAsync("api/fleet"))["members"]![0]!["state"]);
    }

    [Fact]
    public async Task The_fleet_shows_where_telemetry_is_sent_on_to_and_why_it_is_not_taken()
    {
        await using var open = await OpenPage.StartAsync(new DashboardOptions
        {
            Forwarding = () => [new SignalForwarding(Signal.Logs, "http://127.0.0.1:4318/v1/logs", 12_345, 64 << 10, 3, 4, "it answers 503: <full>", "it answers 503: <full>")],
        });
        var html = await open.HtmlAsync("");
        foreach (var said in new[] { "http://127.0.0.1:4318/v1/logs", "12.3 k", "64 KiB", ">7<", "it answers 503: &lt;full&gt;" })
            Assert.Contains(said, html, StringComparison.Ordinal);
        await using var quiet = await OpenPage.StartAsync();
        Assert.DoesNotContain("Forwarding", await quiet.HtmlAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_fleet_shows_that_and_why_nothing_is_recorded_on_disk()
    {
        await using var open = await OpenPage.StartAsync(recorded: new TelemetryStoreOptions { Folder = "/dev/null/record" });
        Assert.Contains("kept in memory only", await open.HtmlAsync(""), StringComparison.Ordinal);
        Assert.Contains("/dev/null", await open.HtmlAsync(""), StringComparison.Ordinal);
        await using var well = await OpenPage.StartAsync();
        Assert.DoesNotContain("in memory only", await well.HtmlAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_fleet_that_is_gone_is_said_on_every_page_that_shows_it()
    {
        await using var open = await OpenPage.StartAsync();
        await open.Engine.RemoveContainerAsync("crew-one", force: true, OpenPage.Token);
        await open.Engine.RemoveContainerAsync("crew-one-db", force: true, OpenPage.Token);
        foreach (var path in new[] { "", "health", "config" })
            Assert.Contains("This fleet has no containers", await open.HtmlAsync(path), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_in_what_a_member_says_is_text()
    {
        await using var open = await OpenPage.StartAsync();
        const string Evil = "<script>alert(1)</script>";
        open.Store.Log("one", Evil, attributes: Otlp.Attribute("key", "<img src=x onerror=alert(2)>"));
        open.Store.Span("<b>who</b>", 1, 1, Evil);
        open.Store.Gauge("one", Evil, 1, Otlp.Now);
        open.Engine["crew-one"].Log.Add(Evil + "\x1b[31mred\x1b[0m");
        foreach (var path in new[] { "logs", "traces", $"traces/{1:x32}", "metrics?instrument=" + Uri.EscapeDataString(Evil), "console", "logs?text=" + Uri.EscapeDataString(Evil) })
        {
            var html = await open.HtmlAsync(path);
            Assert.DoesNotContain("<script>alert", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
            Assert.DoesNotContain("<b>who", html, StringComparison.Ordinal);
            Assert.Contains("&lt;script&gt;alert(1)", html, StringComparison.Ordinal);
        }
        Assert.Contains("&lt;/script&gt;red<", await open.HtmlAsync("console"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_are_filtered_by_level_member_text_attribute_and_trace()
    {
        await using var open = await OpenPage.StartAsync();
        open.Store.Log("one", "first thing", 9, Otlp.Attribute("channel", "telegram"), $"{7:x32}");
        open.Store.Log("two", "second thing", 17, Otlp.Whole("tokens", 120));
        async Task<string[]> Found(string query) => [.. (await open.JsonAsync("api/logs?" + query))["logs"]!.AsArray().Select(l => (string)l!["body"]!)];
        Assert.Equal(["second thing", "first thing"], await Found(""));
        Assert.Equal(["second thing"], await Found("level=17"));
        Assert.Equal(["first thing"], await Found("member=one"));
        Assert.Equal(["second thing"], await Found("text=SECOND"));
        Assert.Equal(["first thing"], await Found("attr=channel%3Dtelegram"));
        Assert.Equal(["second thing"], await Found("attr=tokens%3E%3D120"));
        Assert.Equal(["first thing"], await Found($"trace={7:x32}"));
        var html = await open.HtmlAsync("logs?level=17");
        Assert.Contains("second thing", html, StringComparison.Ordinal);
        Assert.DoesNotContain("first thing", html, StringComparison.Ordinal);
        Assert.Contains("<option value=\"one\" selected", await open.HtmlAsync("logs?member=one"), StringComparison.Ordinal);
        Assert.Contains("No record passes these filters", await open.HtmlAsync("logs?text=nowhere"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Older_logs_are_a_page_away_and_no_page_has_more_than_200()
    {
        await using var open = await OpenPage.StartAsync();
        for (var i = 0; i < 250; i++)
            open.Store.Log("one", $"line {i:000}", time: Otlp.Now + (ulong)i);
        var first = await open.HtmlAsync("logs");
        Assert.Equal(200, first.Split("<details id=\"log-").Length - 1);
        Assert.Contains("line 249", first, StringComparison.Ordinal);
        var older = WebUtility.HtmlDecode(first.Split("before=")[1].Split('"')[0]);
        var second = await open.HtmlAsync("logs?before=" + older);
        Assert.Equal(50, second.Split("<details id=\"log-").Length - 1);
        Assert.Contains("line 000", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_part_of_the_address_that_cannot_be_read_is_named()
    {
        await using var open = await OpenPage.StartAsync();
        using var answer = await open.Browser.GetAsync("api/logs?before=soon", OpenPage.Token);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("before", await answer.Content.ReadAsStringAsync(OpenPage.Token), StringComparison.Ordinal);
        Assert.Contains("is no condition", await open.HtmlAsync("logs?attr=%3D5"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_trace_is_a_waterfall_of_its_spans_with_errors_events_and_tokens()
    {
        await using var open = await OpenPage.StartAsync();
        open.Store.Span("one", 3, 2, "chat", 1, Otlp.Second / 2, Otlp.Second / 2, attributes: Otlp.Attribute("gen_ai.request.model", "m-1") + "," + Otlp.Whole("gen_ai.usage.input_tokens", 1200) + "," + Otlp.Whole("gen_ai.usage.output_tokens", 80));
        open.Store.Span("one", 3, 1, "answer", 0, 0, Otlp.Second, failed: true, events: """{"timeUnixNano":"1","name":"thought"}""");
        var html = await open.HtmlAsync($"traces/{3:x32}");
        Assert.True(html.IndexOf("span-0000000000000001", StringComparison.Ordinal) < html.IndexOf("span-0000000000000002", StringComparison.Ordinal));
        Assert.Contains("<rect x=\"500\" width=\"500\"", html, StringComparison.Ordinal);
        Assert.Contains("name d1", html, StringComparison.Ordinal);
        Assert.Contains("m-1: 1,200 in, 80 out", html, StringComparison.Ordinal);
        Assert.Contains("thought", html, StringComparison.Ordinal);
        Assert.Contains("1 failed", html, StringComparison.Ordinal);
        Assert.Contains("answer", await open.HtmlAsync("traces?failed=1"), StringComparison.Ordinal);
        Assert.Equal(2, (await open.JsonAsync($"api/traces/{3:x32}"))["spans"]!.AsArray().Count);
        using var unknown = await open.Browser.GetAsync($"traces/{4:x32}", OpenPage.Token);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Fact]
    public async Task Of_a_trace_of_many_spans_only_some_rows_come_at_once_and_any_can_be_asked_for()
    {
        await using var open = await OpenPage.StartAsync();
        for (var id = 1; id <= 120; id++)
            open.Store.Span("one", 6, id, $"step {id:000}", parent: id == 1 ? 0 : 1, after: (ulong)id, failed: id == 70, attributes: Otlp.Whole("index", id));
        string[] Ids(string html) => [.. html.Split("id=\"span-").Skip(1).Select(p => p[..16])];
        var first = await open.HtmlAsync($"traces/{6:x32}");
        Assert.Equal(50, Ids(first).Length);
        Assert.Equal(3, first.Split("class=\"block\"").Length - 1);
        Assert.Contains("120 spans", first, StringComparison.Ordinal);
        Assert.Equal(20, Ids(await open.HtmlAsync($"traces/{6:x32}?from=100")).Length);
        Assert.Contains($"{110:x16}", Ids(await open.HtmlAsync($"traces/{6:x32}?span={110:x16}")));

        using var request = new HttpRequestMessage(HttpMethod.Get, $"traces/{6:x32}?from=50");
        request.Headers.Add("X-Part", "rows");
        using var rows = await open.Browser.SendAsync(request, OpenPage.Token);
        var part = await rows.Content.ReadAsStringAsync(OpenPage.Token);
        Assert.Equal(50, Ids(part).Length);
        Assert.DoesNotContain("<h1", part, StringComparison.Ordinal);

        Assert.Equal([$"{70:x16}"], Ids(await open.HtmlAsync($"traces/{6:x32}?failed=1")));
        Assert.Equal([$"{33:x16}"], Ids(await open.HtmlAsync($"traces/{6:x32}?text=STEP%20033")));
        Assert.Contains("No span passes these filters", await open.HtmlAsync($"traces/{6:x32}?text=nowhere"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Spans_that_name_each_other_as_parents_are_shown_once_each()
    {
        await using var open = await OpenPage.StartAsync();
        open.Store.Span("one", 5, 1, "root");
        open.Store.Span("one", 5, 2, "hen", parent: 3);
        open.Store.Span("one", 5, 3, "egg", parent: 2);
        open.Store.Span("one", 5, 4, "its own", parent: 4);
        var html = await open.HtmlAsync($"traces/{5:x32}");
        for (var id = 1; id <= 4; id++)
            Assert.Equal(1, html.Split($"id=\"span-{id:x16}\"").Length - 1);
    }

    [Fact]
    public async Task Metrics_are_drawn_by_series_and_histograms_as_percentiles()
    {
        await using var open = await OpenPage.StartAsync();
        for (var i = 0UL; i < 3; i++)
        {
            open.Store.Gauge("one", "queue.length", i, Otlp.Now - (i * Otlp.Second), attributes: Otlp.Attribute("channel", "telegram"));
            open.Store.Gauge("one", "queue.length", i, Otlp.Now - (i * Otlp.Second), attributes: Otlp.Attribute("channel", "slack"));
            open.Store.Histogram("one", "answer.time", Otlp.Now - (i * Otlp.Second), 1, 8, 1, 0);
        }
        var gauge = await open.HtmlAsync("metrics?instrument=queue.length&member=one");
        Assert.Equal(2, gauge.Split("<path class=\"series").Length - 1);
        var one = await open.HtmlAsync("metrics?instrument=queue.length&member=one&d.channel=slack");
        Assert.Equal(1, one.Split("<path class=\"series").Length - 1);
        var histogram = await open.HtmlAsync("metrics?instrument=answer.time&minutes=5");
        Assert.Contains("P50", histogram, StringComparison.Ordinal);
        Assert.Contains("P99", histogram, StringComparison.Ordinal);
        Assert.Contains("<table class=\"points\"", await open.HtmlAsync("metrics?instrument=answer.time&table=1"), StringComparison.Ordinal);
        Assert.Equal(2, (await open.JsonAsync("api/metrics"))["instruments"]!.AsArray().Count);
        Assert.Equal(1.5, (double)(await open.JsonAsync("api/metrics/answer.time"))["series"]![0]!["points"]![0]!["p50"]!, 3);
    }

    [Fact]
    public async Task The_console_is_searched_and_downloaded()
    {
        await using var open = await OpenPage.StartAsync();
        open.Engine["crew-one"].Log.AddRange(["ready", "working"]);
        var html = await open.HtmlAsync("console?text=READY");
        Assert.Contains(">ready<", html, StringComparison.Ordinal);
        Assert.DoesNotContain(">working<", html, StringComparison.Ordinal);
        using var file = await open.Browser.GetAsync("console/download?member=one", OpenPage.Token);
        Assert.Equal("attachment", file.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Contains(" one working\n", await file.Content.ReadAsStringAsync(OpenPage.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_open_console_is_given_lines_with_their_colours_first_all_and_then_those_that_are_new()
    {
        await using var open = await OpenPage.StartAsync();
        open.Engine["crew-one"].Log.AddRange(["ready", "\x1b[31mred\x1b[0m \x1b[2Jand clean"]);
        var all = await open.JsonAsync("console/lines?member=one&tail=1000");
        Assert.Equal(["one", "one-db"], all["members"]!.AsArray().Select(m => (string)m!));
        Assert.Equal(["ready", "\x1b[31mred\x1b[0m and clean"], Texts(all));
        Assert.Equal(["\x1b[31mred\x1b[0m and clean"], Texts(await open.JsonAsync("console/lines?member=one&tail=1")));

        open.Engine["crew-one"].Log.Add("later");
        var first = (long)all["lines"]![0]![0]!;
        Assert.Equal(["\x1b[31mred\x1b[0m and clean", "later"], Texts(await open.JsonAsync($"console/lines?member=one&tail=1000&since={first}")));
        using var wrong = await open.Browser.GetAsync("console/lines?since=soon", OpenPage.Token);
        Assert.Equal(HttpStatusCode.BadRequest, wrong.StatusCode);

        static IEnumerable<string> Texts(System.Text.Json.Nodes.JsonNode lines) => lines["lines"]!.AsArray().Select(l => (string)l![3]!);
    }

    [Fact]
    public async Task Below_a_path_every_address_begins_with_it()
    {
        await using var open = await OpenPage.StartAsync(new DashboardOptions { BasePath = "/crew" });
        Assert.EndsWith("/crew/", open.Page.Address.AbsoluteUri, StringComparison.Ordinal);
        var html = await open.HtmlAsync("logs");
        Assert.Contains("href=\"/crew/traces\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("href=\"/logs", html, StringComparison.Ordinal);
        Assert.Contains("--accent", await open.Stranger.GetStringAsync("app.css", OpenPage.Token), StringComparison.Ordinal);
        using var outside = await open.Browser.GetAsync(new Uri(open.Page.Address, "/"), OpenPage.Token);
        Assert.Equal(HttpStatusCode.NotFound, outside.StatusCode);
    }

    [Fact]
    public async Task A_part_of_a_page_comes_without_its_frame()
    {
        await using var open = await OpenPage.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "logs");
        request.Headers.Add("X-Part", "main");
        using var answer = await open.Browser.SendAsync(request, OpenPage.Token);
        var html = await answer.Content.ReadAsStringAsync(OpenPage.Token);
        Assert.Contains("No log record has come yet", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<html", html, StringComparison.Ordinal);
    }
}
