using ClawFleet.Dashboard;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Observer.Mcp;
using ClawFleet.Telemetry;
using ModelContextProtocol;

namespace ClawFleet.Observer.Tests.Mcp;

public sealed class ToolTests : IDisposable
{
    private const string Secret = "a-secret-of-twenty-characters";

    private readonly ToolFleet _fleet = new("tooled");

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public void Without_leave_every_tool_only_looks()
    {
        var tools = FleetTools.Of(_fleet.Host, "tooled", _fleet.Running, lifecycle: false).Select(t => t.ProtocolTool).ToList();

        Assert.Equal(["list_members", "member_config", "read_logs", "list_traces", "read_trace", "query_metrics"], tools.Select(t => t.Name));
        Assert.All(tools, t => Assert.Equal((true, false, false), (t.Annotations!.ReadOnlyHint, t.Annotations.DestructiveHint, t.Annotations.OpenWorldHint)));
        Assert.All(tools, t => Assert.NotEmpty(t.Description!));
        Assert.Equal(["member", "level", "text", "since", "limit"], tools[2].InputSchema.GetProperty("properties").EnumerateObject().Select(p => p.Name));
    }

    [Fact]
    public void With_leave_what_takes_work_away_says_so()
    {
        var tools = FleetTools.Of(_fleet.Host, "tooled", _fleet.Running, lifecycle: true).Select(t => t.ProtocolTool).Skip(6).ToList();

        Assert.Equal(["restart_member True", "stop_member True", "start_member False"], tools.Select(t => $"{t.Name} {t.Annotations!.DestructiveHint}"));
        Assert.All(tools, t => Assert.False(t.Annotations!.ReadOnlyHint));
    }

    [Fact]
    public async Task While_a_host_runs_it_is_asked_and_answers_in_the_same_words()
    {
        const string Request = """
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"one"}},{"key":"service.instance.id","value":{"stringValue":"tooled-one"}}]},"scopeLogs":[{"logRecords":[
            {"timeUnixNano":"1764000000000000000","severityNumber":9,"body":{"stringValue":"old"}},
            {"timeUnixNano":"1764000060123000000","severityNumber":17,"body":{"stringValue":"failed"},"eventName":"it","traceId":"00000000000000000000000000000007","attributes":[{"key":"log.iostream","value":{"stringValue":"stderr"}},{"key":"tokens","value":{"intValue":"12"}},{"key":"ok","value":{"boolValue":true}}]}]}]}]}
            """;
        _fleet.Record(Signal.Logs, Request);
        var written = await _fleet.Telemetry.ReadLogsAsync("one", level: "error", since: "2025-11-24T16:00:30Z", ct: ToolFleet.Token);
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        store.AppendJson(Signal.Logs, System.Text.Encoding.UTF8.GetBytes(Request));
        using var seat = HostSeat.TryTake(_fleet.Options, "tooled")!;
        await using (var page = await FleetDashboard.StartAsync(_fleet.Host, "tooled", store, new DashboardOptions(), ToolFleet.Token))
        {
            seat.Announce(new HostRecord { Process = ProcessIdentity.Current, Program = "test", InBackground = true, Address = page.Address, Token = page.LoginLink.Query["?t=".Length..] });
            Assert.Equal(written, await _fleet.Telemetry.ReadLogsAsync("one", level: "error", since: "2025-11-24T16:00:30Z", ct: ToolFleet.Token));
            store.AppendJson(Signal.Logs, System.Text.Encoding.UTF8.GetBytes(Request.Replace("failed", "in memory alone", StringComparison.Ordinal)));
            Assert.Contains("in memory alone", ToolFleet.Texts(await _fleet.Telemetry.ReadLogsAsync("one", ct: ToolFleet.Token)));
        }

        // It is away: the record on disk is what there is.
        Assert.DoesNotContain("in memory alone", ToolFleet.Texts(await _fleet.Telemetry.ReadLogsAsync("one", ct: ToolFleet.Token)));
    }

    [Fact]
    public async Task Logs_are_there_although_nobody_records_and_what_is_recorded_comes_once()
    {
        await _fleet.Engine.AddAsync("tooled", "one", "one", "member");
        _fleet.Engine["tooled-one"].Log.AddRange(["INFO first", "ERROR second", "third"]);
        Assert.Equal(["INFO first", "ERROR second", "third"], ToolFleet.Texts(await _fleet.Telemetry.ReadLogsAsync("one", ct: ToolFleet.Token)));

        using (var store = new TelemetryStore(new TelemetryStoreOptions { Folder = _fleet.RecordFolder }))
        {
            await new ClawFleet.Observer.Recording.FleetRecorder(_fleet.Host, "tooled", store, new ClawFleet.Observer.Recording.RecorderOptions()).CatchUpAsync([], ToolFleet.Token);
            _fleet.Engine["tooled-one"].Log.Add("WARN fourth");

            // While another process holds the record, too.
            Assert.Equal(["INFO first", "ERROR second", "third", "WARN fourth"], ToolFleet.Texts(await _fleet.Telemetry.ReadLogsAsync(ct: ToolFleet.Token)));
            Assert.Equal(3, store.Logs(new LogQuery()).Records.Length);
        }

        Assert.Equal(["ERROR second", "WARN fourth"], ToolFleet.Texts(await _fleet.Telemetry.ReadLogsAsync(level: "warn", ct: ToolFleet.Token)));
        Assert.Equal(["ERROR second"], ToolFleet.Texts(await _fleet.Telemetry.ReadLogsAsync(text: "SECOND", ct: ToolFleet.Token)));
        var newest = await _fleet.Telemetry.ReadLogsAsync(limit: 1, ct: ToolFleet.Token);
        Assert.Equal(["WARN fourth"], ToolFleet.Texts(newest));
        Assert.True(ToolFleet.Read(newest)["more"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("nobody", null, null, "Nothing is recorded of nobody; there is something of: one.")]
    [InlineData(null, "loud", null, "level is one of trace, debug, info, warn, error and fatal, not 'loud'.")]
    [InlineData(null, null, "yesterday", "since takes 30m, 1h, 2d, or a time such as 2026-11-27T08:00:00Z, not 'yesterday'.")]
    public async Task What_makes_no_sense_is_told_with_what_would(string? member, string? level, string? since, string said)
    {
        await _fleet.Engine.AddAsync("tooled", "one", "one", "member");
        _fleet.Engine["tooled-one"].Log.Add("first");

        Assert.Equal(said, (await Assert.ThrowsAsync<McpException>(() => _fleet.Telemetry.ReadLogsAsync(member, level, since: since, ct: ToolFleet.Token))).Message);
    }

    [Fact]
    public async Task An_answer_is_bounded_and_keeps_the_newest()
    {
        await _fleet.Engine.AddAsync("tooled", "one", "one", "member");
        _fleet.Engine["tooled-one"].Log.AddRange(Enumerable.Range(0, 200).Select(i => $"{i} {new string('x', 5000)}"));

        var answer = await _fleet.Telemetry.ReadLogsAsync(limit: 500, ct: ToolFleet.Token);

        Assert.InRange(answer.Length, Answer.LongestAnswer / 2, Answer.LongestAnswer);
        Assert.Contains("older logs for the sake of length", ToolFleet.Read(answer)["leftOut"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith("199 xxx", ToolFleet.Texts(answer)[^1], StringComparison.Ordinal);
        Assert.EndsWith("more characters)", ToolFleet.Texts(answer)[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_secret_that_a_program_sent_is_masked()
    {
        _fleet.PutSecret(Secret);
        _fleet.Record(Signal.Logs, $$$"""
            {"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"one"}}]},"scopeLogs":[{"scope":{"name":"a"},"logRecords":[
              {"timeUnixNano":"1764273600000000000","body":{"stringValue":"key {{{Secret}}} refused"},"attributes":[{"key":"header","value":{"stringValue":"Bearer {{{Secret}}}"}}]}]}]}]}
            """);

        var answer = await _fleet.Telemetry.ReadLogsAsync(ct: ToolFleet.Token);

        Assert.DoesNotContain(Secret, answer, StringComparison.Ordinal);
        Assert.Contains("key *** refused", answer, StringComparison.Ordinal);
        Assert.Contains("Bearer ***", answer, StringComparison.Ordinal);
    }

    [Fact]
    public void A_trace_is_there_before_anybody_took_it_into_the_record()
    {
        using (new TraceSpool(_fleet.Options))
        using (var up = FleetActivities.Begin("up"))
        {
            up.Of("tooled");
        }

        var trace = ToolFleet.Read(_fleet.Telemetry.ListTraces())["traces"]!.AsArray().Single(t => t!["name"]!.GetValue<string>() == "up")!;
        Assert.Equal("clawden", trace["service"]!.GetValue<string>());
        var spans = ToolFleet.Read(_fleet.Telemetry.ReadTrace(trace["id"]!.GetValue<string>()))["spans"]!.AsArray();
        Assert.Equal("tooled", spans[0]!["attributes"]!["clawfleet.fleet"]!.GetValue<string>());
        Assert.Contains("no trace id", Assert.Throws<McpException>(() => _fleet.Telemetry.ReadTrace("up")).Message, StringComparison.Ordinal);
        Assert.Contains("There is no trace", Assert.Throws<McpException>(() => _fleet.Telemetry.ReadTrace(new string('1', 32))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_series_is_summed_up_and_thinned()
    {
        Assert.Contains("No metric is recorded", _fleet.Telemetry.QueryMetrics(), StringComparison.Ordinal);
        var points = string.Join(',', Enumerable.Range(1, 100).Select(i => $$"""{"timeUnixNano":"{{1764273600000000000 + (i * 1_000_000_000L)}}","asDouble":{{i}}}"""));
        _fleet.Record(Signal.Metrics, $$$"""
            {"resourceMetrics":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"one"}}]},"scopeMetrics":[{"scope":{"name":"a"},"metrics":[
              {"name":"queue.length","unit":"{item}","gauge":{"dataPoints":[{{{points}}}]}}]}]}]}
            """);

        Assert.Equal("queue.length", ToolFleet.Read(_fleet.Telemetry.QueryMetrics())["instruments"]![0]!["name"]!.GetValue<string>());
        var series = ToolFleet.Read(_fleet.Telemetry.QueryMetrics("queue.length", since: "2025-11-27T00:00:00Z"))["series"]![0]!;
        Assert.Equal(["1", "100", "1", "100", "50.5"], ((string[])["first", "last", "least", "most", "average"]).Select(k => series[k]!.ToJsonString()));
        Assert.Equal(25, series["points"]!.AsArray().Count);
        Assert.Equal(100, series["points"]!.AsArray()[^1]![1]!.GetValue<double>());
        Assert.Contains("lists them", Assert.Throws<McpException>(() => _fleet.Telemetry.QueryMetrics("nothing")).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_member_was_given_names_its_secrets_and_shows_none()
    {
        _fleet.PutSecret(Secret);
        await _fleet.AddPlannedAsync("one", $$"""{"image":"tiny:1","environment":{"LOG_LEVEL":"debug","MY_TOKEN":"of-no-known-secret","NOTE":"see {{Secret}}","API_KEY":"secret://HOUSE_API_KEY"},"secrets":["HOUSE_API_KEY"]}""");

        var config = ToolFleet.Read(await _fleet.Members.MemberConfigAsync("one", ToolFleet.Token))["config"]![0]!.AsObject();

        Assert.Equal(["debug", "***", "see ***", "secret://HOUSE_API_KEY"], config["environment"]!.AsObject().Select(v => v.Value!.GetValue<string>()));
        Assert.Equal("HOUSE_API_KEY", config["secrets"]![0]!.GetValue<string>());
        Assert.Equal("The fleet 'tooled' has no member named two; it has one.", (await Assert.ThrowsAsync<McpException>(() => _fleet.Members.MemberConfigAsync("two", ToolFleet.Token))).Message);
    }

    [Fact]
    public async Task A_member_is_stopped_and_an_unknown_one_is_refused()
    {
        await _fleet.Engine.AddAsync("tooled", "one", "one", "member");

        Assert.Equal("one runs already", await _fleet.Lifecycle.StartMemberAsync("one", ToolFleet.Token));
        Assert.Contains("one is stopped", await _fleet.Lifecycle.StopMemberAsync("one", ToolFleet.Token), StringComparison.Ordinal);
        Assert.Contains("stop tooled-one", string.Join('\n', _fleet.Engine.Calls), StringComparison.Ordinal);
        Assert.Contains("no member named two", (await Assert.ThrowsAsync<McpException>(() => _fleet.Lifecycle.RestartMemberAsync("two", ToolFleet.Token))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("90s", 90)]
    [InlineData("1.5h", 5400)]
    [InlineData("2d", 172800)]
    [InlineData("2026-11-27T19:59:00Z", 60)]
    [InlineData("2026-11-27T21:59:00+02:00", 60)]
    public void Times_are_read_as_people_write_them(string text, int secondsAgo)
    {
        var now = new DateTimeOffset(2026, 11, 27, 20, 0, 0, TimeSpan.Zero);
        Assert.Equal(now.AddSeconds(-secondsAgo), Since.TryRead(text, now));
    }

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("5")]
    [InlineData("-5m")]
    [InlineData("99999999999d")]
    [InlineData("soon")]
    public void What_is_no_time_is_none(string text) => Assert.Null(Since.TryRead(text, DateTimeOffset.UtcNow));
}
