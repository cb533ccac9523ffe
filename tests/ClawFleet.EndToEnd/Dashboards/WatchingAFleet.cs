using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using ClawFleet.EndToEnd.Commands;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Dashboards;

/// <summary><c>clawden dashboard</c> beside a fleet that runs: what it records, what it shows, what it can do, and what it must not say.</summary>
public sealed class WatchingAFleet(RunningFleet running) : IClassFixture<RunningFleet>
{
    private const string Lines = "api/logs?attr=log.iostream";
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(60);

    private readonly TempFleet _fleet = running.Fleet;

    [Fact]
    public async Task It_shows_members_with_what_they_use_and_write_and_holds_no_secret()
    {
        await using var page = await OpenAsync();
        var fleet = await page.UntilAsync("api/fleet", f => Members(f).Count == 2 && Members(f).TrueForAll(m => m.GetProperty("health").GetString() == "healthy"));
        Assert.Equal(["one", "two"], Members(fleet).Select(m => m.GetProperty("name").GetString()).Order());
        Assert.All(Members(fleet), member =>
        {
            Assert.Equal(("running", "healthy", true), (member.GetProperty("state").GetString(), member.GetProperty("health").GetString(), member.GetProperty("simulated").GetBoolean()));
        });
        await page.UntilAsync("api/metrics/container.cpu.usage?minutes=5", m => m.GetProperty("series").GetArrayLength() == 2);
        var memory = await page.UntilAsync("api/metrics/container.memory.usage?minutes=5&member=one", m => m.GetProperty("series").GetArrayLength() == 1);
        Assert.InRange(memory.GetProperty("series")[0].GetProperty("points")[0].GetProperty("value").GetDouble(), 1, 1 << 30);

        await page.UntilAsync($"{Lines}&member=one", HasRecords);
        var everything = page.Said;
        foreach (var path in (string[])["", "console", "logs", "traces", "metrics", "health", "config", "console/download", "api/fleet", "api/logs", "api/metrics", "api/health", "api/config"])
        {
            everything += await page.TextAsync(path);
        }

        Assert.Contains("simulating ZeroClaw", everything, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningFleet.ChannelToken, everything, StringComparison.Ordinal);
        Assert.DoesNotContain(RunningFleet.ProviderKey, everything, StringComparison.Ordinal);
        await page.EndAsync();
    }

    [Fact]
    public async Task A_member_is_restarted_from_the_page_and_what_it_wrote_is_recorded_once()
    {
        await using (var page = await OpenAsync("--otlp-port", $"{Ports.Free()}"))
        {
            Assert.Contains("OTEL_EXPORTER_OTLP_ENDPOINT=http://127.0.0.1:", page.Said, StringComparison.Ordinal);
            await page.UntilAsync($"{Lines}&member=two", HasRecords);
            Assert.Equal(HttpStatusCode.OK, await page.PostAsync("api/members/two/restart"));
            await page.UntilAsync("api/logs?member=two&text=container%20ended", HasRecords);
            Assert.Equal(HttpStatusCode.NotFound, await page.PostAsync("api/members/nobody/restart"));
            await page.EndAsync();
        }

        // What was recorded before is there again, and is not read a second time.
        await using var second = await OpenAsync();
        await second.UntilAsync("api/logs?member=two&text=container%20ended", HasRecords);
        Assert.Equal(HttpStatusCode.OK, await second.PostAsync("api/members/two/restart"));
        var recorded = await second.UntilAsync($"{Lines}&member=two&text=simulating&limit=1000", logs => logs.GetProperty("logs").GetArrayLength() >= 3);
        Assert.Equal(3, recorded.GetProperty("logs").EnumerateArray().Select(r => r.GetProperty("time").GetString()).Distinct().Count());
        Assert.Equal(3, recorded.GetProperty("logs").GetArrayLength());
        await second.EndAsync();
    }

    [Fact]
    public async Task A_fleet_that_is_not_up_and_a_port_that_is_taken_are_told()
    {
        await using var nowhere = Clawden.StartDashboard(_fleet.Folder, Variables, "--fleet", "e2e-not-there");
        (await nowhere.EndsAsync(Soon)).Exits(1).Says("e2e-not-there is not up");

        await using var page = await OpenAsync();
        // A second one of the same fleet shows the first one's link, unless it was asked for something else.
        await using var same = Clawden.StartDashboard(_fleet.Folder, Variables);
        Assert.StartsWith($"{page.Address}login?t=", (await same.EndsAsync(Soon)).Exits(0).Stdout, StringComparison.Ordinal);
        await using var other = Clawden.StartDashboard(_fleet.Folder, Variables, "--port", $"{Ports.Free()}");
        (await other.EndsAsync(Soon)).Exits(1).Says("is served already", $"at {page.Address}", "first end process");
        // With a state folder of its own it does not know of the first.
        var elsewhere = new Dictionary<string, string>(_fleet.Variables) { ["XDG_STATE_HOME"] = Path.Combine(_fleet.Folder, ".elsewhere") };
        await using var taken = Clawden.StartDashboard(_fleet.Folder, elsewhere, "--port", $"{page.Address.Port}");
        (await taken.EndsAsync(Soon)).Exits(1).Says($"port {page.Address.Port} cannot be listened on", "--port takes another");
        await using var nonsense = Clawden.StartDashboard(_fleet.Folder, Variables, "--port", "http");
        (await nonsense.EndsAsync(Soon)).Exits(2).Says("--port takes a port from 1 to 65535, not 'http'");
        await page.EndAsync();
    }

    private IReadOnlyDictionary<string, string> Variables => new Dictionary<string, string>(_fleet.Variables);

    private static bool HasRecords(JsonElement answer) => answer.GetProperty("logs").GetArrayLength() > 0;

    private static List<JsonElement> Members(JsonElement fleet) => [.. fleet.GetProperty("members").EnumerateArray()];

    private async Task<OpenPage> OpenAsync(params string[] arguments)
    {
        var program = Clawden.StartDashboard(_fleet.Folder, Variables, arguments);
        await program.SaysAsync("its link", Soon, p => p.StdoutSoFar.Contains('\n', StringComparison.Ordinal) && (arguments.Length == 0 || p.StderrSoFar.Contains("OTEL_", StringComparison.Ordinal)));
        return new OpenPage(program, new Uri(program.StdoutSoFar.Trim()));
    }

    private sealed class OpenPage : IAsyncDisposable
    {
        private readonly Clawden _program;
        private readonly HttpClient _client;

        public OpenPage(Clawden program, Uri link)
        {
            _program = program;
            Address = new Uri(link.GetLeftPart(UriPartial.Authority));
            _client = new HttpClient { BaseAddress = Address };
            _client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", link.Query["?t=".Length..]);
        }

        public Uri Address { get; }

        /// <summary>What it said so far, on both streams.</summary>
        public string Said => _program.StdoutSoFar + _program.StderrSoFar;

        public Task<string> TextAsync(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative));

        public async Task<HttpStatusCode> PostAsync(string path)
        {
            using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), null);
            return answer.StatusCode;
        }

        /// <summary>Asks until the answer is as wanted.</summary>
        public async Task<JsonElement> UntilAsync(string path, Func<JsonElement, bool> met)
        {
            var deadline = DateTimeOffset.UtcNow + Soon;
            while (true)
            {
                var text = await TextAsync(path);
                var answer = JsonDocument.Parse(text).RootElement;
                if (met(answer)) return answer;
                Assert.True(DateTimeOffset.UtcNow < deadline, $"{path} answers\n{text}\n{Said}");
                await Task.Delay(100);
            }
        }

        /// <summary>Ctrl-C ends it, and not the fleet.</summary>
        public async Task EndAsync()
        {
            await _program.SignalAsync("INT");
            (await _program.EndsAsync(Soon)).Exits(0);
        }

        public async ValueTask DisposeAsync()
        {
            _client.Dispose();
            await _program.DisposeAsync();
        }
    }
}
