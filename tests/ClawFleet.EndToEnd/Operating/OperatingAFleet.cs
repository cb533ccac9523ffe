using System.Text.Json;
using ClawFleet.EndToEnd.Commands;
using ClawFleet.EndToEnd.Fixture;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace ClawFleet.EndToEnd.Operating;

/// <summary>What commands did can be read afterwards, taken out, and an agent can do the same as a person: with the real programs on a real engine.</summary>
public sealed class OperatingAFleet(RunningFleet running) : IClassFixture<RunningFleet>
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(90);

    private readonly TempFleet _fleet = running.Fleet;

    private IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(_fleet.Variables);

    [Fact]
    public async Task What_up_and_restart_did_is_exported_step_by_step_without_a_secret()
    {
        (await _fleet.RunAsync("restart", "two")).Exits(0);

        // Nobody records at this moment: it is read from what the commands left.
        var exported = (await ExportAsync("--signal", "traces")).Stdout;
        var spans = exported.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(Spans).ToList();

        var up = Assert.Single(spans, s => s.Name == "up");
        var steps = spans.Where(s => s.Trace == up.Trace).ToList();
        Assert.All(["plan", "have images", "observe", $"create network {_fleet.Name}", $"create {_fleet.Name}-one", $"start {_fleet.Name}-one", $"wait healthy {_fleet.Name}-one", $"wait healthy {_fleet.Name}-two"],
            name => Assert.Contains(steps, s => s.Name == name));
        Assert.All(steps.Where(s => s != up), step => Assert.Contains(steps, s => s.Id == step.Parent && s.Begin <= step.Begin && s.End >= step.End));
        var restart = Assert.Single(spans, s => s.Name == "restart" && spans.Any(step => step.Trace == s.Trace && step.Name == $"stop {_fleet.Name}-two"));
        Assert.Equal([$"start {_fleet.Name}-two", $"stop {_fleet.Name}-two", $"wait healthy {_fleet.Name}-two"],
            spans.Where(s => s.Trace == restart.Trace && s.Name.EndsWith("-two", StringComparison.Ordinal)).Select(s => s.Name).Order());
        Assert.DoesNotContain(RunningFleet.ChannelToken, exported, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningFleet.ProviderKey, exported, StringComparison.Ordinal);

        // And from the record, once a page has taken it in; also while the page runs.
        await using var dashboard = Clawden.StartDashboard(_fleet.Folder, Variables);
        await dashboard.SaysAsync("its link", Soon, p => p.StdoutSoFar.Contains('\n', StringComparison.Ordinal));
        var inbox = Path.Combine(_fleet.Variables["XDG_STATE_HOME"], "clawfleet", _fleet.Name, "inbox");
        await dashboard.SaysAsync("that it took the traces in", Soon, _ => Directory.GetFiles(inbox).Length == 0);
        var recorded = (await ExportAsync("--signal", "traces")).Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries).SelectMany(Spans).ToList();
        Assert.Equal(spans.Select(s => s.Id).Order(), recorded.Select(s => s.Id).Where(id => spans.Any(s => s.Id == id)).Order());
        Assert.Contains("system.memory.usage", (await ExportAsync("--signal", "metrics", "--member", "host")).Stdout, StringComparison.Ordinal);
        await dashboard.SignalAsync("INT");
        (await dashboard.EndsAsync(Soon)).Exits(0);
    }

    [Fact]
    public async Task An_agent_looks_and_with_leave_restarts_a_member()
    {
        await using (var looking = await ConnectAsync())
        {
            Assert.DoesNotContain(await looking.ListToolsAsync(), t => t.ProtocolTool.Annotations?.ReadOnlyHint != true);
            var members = await AskAsync(looking, "list_members");
            Assert.Equal(["one running healthy", "two running healthy"], members.GetProperty("members").EnumerateArray().Select(m => $"{m.GetProperty("name")} {m.GetProperty("state")} {m.GetProperty("health")}"));
            var logs = await AskAsync(looking, "read_logs", ("member", "one"), ("text", "simulating"));
            Assert.NotEmpty(logs.GetProperty("logs").EnumerateArray());
            var config = (await AskAsync(looking, "member_config", ("member", "one"))).GetRawText();
            Assert.Contains("telegram", config, StringComparison.Ordinal);
            Assert.DoesNotContain(RunningFleet.ChannelToken, config, StringComparison.Ordinal);
            Assert.DoesNotContain(RunningFleet.ProviderKey, config, StringComparison.Ordinal);
            var refused = await looking.CallToolAsync("read_logs", new Dictionary<string, object?> { ["member"] = "nobody" });
            Assert.True(refused.IsError);
            Assert.Contains("Nothing is recorded of nobody", Text(refused), StringComparison.Ordinal);
        }

        await using var acting = await ConnectAsync("--allow-lifecycle");
        var before = (await _fleet.ContainersAsync())["one"].StatusText;
        Assert.Equal("one is stopped; start_member starts it again", Text(await CallAsync(acting, "stop_member", ("member", "one"))));
        Assert.NotEqual(before, (await _fleet.ContainersAsync())["one"].StatusText);
        Assert.Equal("one is running", Text(await CallAsync(acting, "start_member", ("member", "one"))));
        var trace = (await AskAsync(acting, "list_traces", ("member", "clawden"), ("name", "stop"))).GetProperty("traces")[0];
        var steps = (await AskAsync(acting, "read_trace", ("id", trace.GetProperty("id").GetString()!))).GetProperty("spans");
        Assert.Contains(steps.EnumerateArray(), s => s.GetProperty("name").GetString() == $"stop {_fleet.Name}-one");
    }

    private async Task<CliResult> ExportAsync(params string[] arguments)
    {
        await using var export = Clawden.StartObserver(_fleet.Folder, Variables, ["telemetry", "export", .. arguments]);
        return (await export.EndsAsync(Soon)).Exits(0);
    }

    private async Task<McpClient> ConnectAsync(params string[] arguments)
    {
        var environment = _fleet.Variables.ToDictionary(v => v.Key, v => (string?)v.Value);
        var transport = new StdioClientTransport(new StdioClientTransportOptions
        {
            Name = "clawden",
            Command = "dotnet",
            Arguments = [Repository.Dashboard, "mcp", .. arguments],
            WorkingDirectory = _fleet.Folder,
            EnvironmentVariables = environment,
        });
        using var deadline = new CancellationTokenSource(Soon);
        return await McpClient.CreateAsync(transport, cancellationToken: deadline.Token);
    }

    private static async Task<CallToolResult> CallAsync(McpClient client, string tool, params (string Name, string Value)[] arguments)
    {
        using var deadline = new CancellationTokenSource(Soon);
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(a => a.Name, a => (object?)a.Value), cancellationToken: deadline.Token);
        Assert.False(result.IsError == true, Text(result));
        return result;
    }

    private static async Task<JsonElement> AskAsync(McpClient client, string tool, params (string Name, string Value)[] arguments) =>
        JsonDocument.Parse(Text(await CallAsync(client, tool, arguments))).RootElement;

    private static string Text(CallToolResult result) => string.Concat(result.Content.OfType<TextContentBlock>().Select(c => c.Text));

    private static IEnumerable<ExportedSpan> Spans(string line) =>
        from resource in JsonDocument.Parse(line).RootElement.GetProperty("resourceSpans").EnumerateArray()
        from scope in resource.GetProperty("scopeSpans").EnumerateArray()
        from span in scope.GetProperty("spans").EnumerateArray()
        select new ExportedSpan(
            span.GetProperty("traceId").GetString()!, span.GetProperty("spanId").GetString()!, span.TryGetProperty("parentSpanId", out var parent) ? parent.GetString() : null, span.GetProperty("name").GetString()!,
            ulong.Parse(span.GetProperty("startTimeUnixNano").GetString()!, null), ulong.Parse(span.GetProperty("endTimeUnixNano").GetString()!, null));

    private sealed record ExportedSpan(string Trace, string Id, string? Parent, string Name, ulong Begin, ulong End);
}
