using System.Text.Json.Nodes;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.ZeroClaw.ZeroClawFleetMember;

namespace ClawFleet.Simulator.Tests.ZeroClaw;

public sealed class ZeroClawRoutes : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Health_is_public_and_lists_the_components()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var (status, body) = await (await zeroclaw.ListeningAsync()).GetJsonAsync("/health");

        Assert.Equal(200, status);
        Assert.Equal("ok", (string?)body!["status"]);
        Assert.True((bool?)body["require_pairing"]);
        Assert.True((bool?)body["paired"]);
        Assert.Equal(zeroclaw.Id, (int?)body["runtime"]!["pid"]);
        Assert.Equal(["channels", "daemon", "gateway", "heartbeat", "scheduler", "socket"], body["runtime"]!["components"]!.AsObject().Select(component => component.Key));
        Assert.Equal("ok", (string?)body["runtime"]!["components"]!["gateway"]!["status"]);
    }

    [Fact]
    public async Task Chat_without_a_token_or_with_a_wrong_one_is_401()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var http = await zeroclaw.ListeningAsync();

        Assert.Equal(401, (await http.PostJsonAsync("/webhook", """{"message":"hi"}""")).Status);
        Assert.Equal(401, (await http.PostJsonAsync("/webhook", """{"message":"hi"}""", ("Authorization", "Bearer wrong"))).Status);
        Assert.Equal(401, (await http.GetJsonAsync("/api/status")).Status);
    }

    [Fact]
    public async Task Chat_answers_with_the_model_and_says_it_is_simulated()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var (status, body) = await (await zeroclaw.ListeningAsync(Token)).PostJsonAsync("/webhook?agent=main", """{"message":"Grüße"}""");

        Assert.Equal(200, status);
        Assert.Equal("gpt-test", (string?)body!["model"]);
        Assert.StartsWith("[simulated ZeroClaw]", (string?)body["response"], StringComparison.Ordinal);
        Assert.EndsWith("you said: Grüße", (string?)body["response"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("""{"message":7}""")]
    [InlineData("[]")]
    public async Task A_chat_body_without_a_message_is_400(string body)
    {
        await using var zeroclaw = Daemon(_folder, Config);

        Assert.Equal(400, (await (await zeroclaw.ListeningAsync(Token)).PostJsonAsync("/webhook", body)).Status);
    }

    [Fact]
    public async Task An_unknown_agent_is_400()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var (status, body) = await (await zeroclaw.ListeningAsync(Token)).PostJsonAsync("/webhook?agent=nobody", """{"message":"hi"}""");

        Assert.Equal(400, status);
        Assert.Contains("[agents.nobody]", (string?)body!["error"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chat_without_a_model_is_503_and_health_stays_good()
    {
        await using var zeroclaw = Daemon(_folder, "schema_version = 3\n[gateway]\npaired_tokens = [\"t\"]");
        var http = await zeroclaw.ListeningAsync("t");
        var (status, body) = await http.PostJsonAsync("/webhook", """{"message":"hi"}""");

        Assert.Equal(503, status);
        Assert.Equal("needs_quickstart", (string?)body!["error"]);
        Assert.Equal(200, (await http.GetJsonAsync("/health")).Status);
    }

    [Fact]
    public async Task The_webhook_secret_is_asked_for_when_the_channel_has_one()
    {
        await using var zeroclaw = Daemon(_folder, Config + "\n[channels.webhook.hook]\nenabled = true\nsecret = \"s\"");
        var http = await zeroclaw.ListeningAsync(Token);

        Assert.Equal(401, (await http.PostJsonAsync("/webhook", """{"message":"hi"}""")).Status);
        Assert.Equal(200, (await http.PostJsonAsync("/webhook", """{"message":"hi"}""", ("X-Webhook-Secret", "s"))).Status);
    }

    [Fact]
    public async Task Pairing_gives_a_token_once_and_keeps_it_in_the_file()
    {
        var config = Config.Replace("paired_tokens = [\"a-token-of-the-fleet\"]", "request_timeout_secs = 60", StringComparison.Ordinal);
        string token;
        await using (var first = Daemon(_folder, config))
        {
            var http = await first.ListeningAsync();
            var code = (string?)(await http.GetJsonAsync("/pair/code")).Body!["pairing_code"];
            Assert.Matches("^[0-9]{6}$", code);
            Assert.Equal(403, (await http.PostJsonAsync("/pair", "", ("X-Pairing-Code", "x"))).Status);
            var (status, body) = await http.PostJsonAsync("/pair", "", ("X-Pairing-Code", code!));
            Assert.Equal(200, status);
            token = (string)body!["token"]!;
            Assert.Null((await http.GetJsonAsync("/pair/code")).Body!["pairing_code"]);
            Assert.Equal(403, (await http.PostJsonAsync("/pair", "", ("X-Pairing-Code", code!))).Status);
        }
        await using var second = Daemon(_folder, null);
        Assert.Equal(200, (await (await second.ListeningAsync(token)).GetJsonAsync("/api/status")).Status);
    }

    [Fact]
    public async Task With_a_token_in_the_configuration_no_pairing_code_is_shown()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var (_, body) = await (await zeroclaw.ListeningAsync()).GetJsonAsync("/pair/code");

        Assert.True((bool?)body!["pairing_required"]);
        Assert.Null(body["pairing_code"]);
    }

    [Fact]
    public async Task A_token_may_be_given_as_its_hash()
    {
        const string HashOfT = "e3b98a4da31a127d4bde6e43033f66ba274cab0eb7eb1c70ec41402bf6273dd8"; // sha256("t")
        await using var zeroclaw = Daemon(_folder, $"schema_version = 3\n[gateway]\npaired_tokens = [\"{HashOfT}\"]");

        Assert.Equal(200, (await (await zeroclaw.ListeningAsync("t")).GetJsonAsync("/api/status")).Status);
    }

    [Fact]
    public async Task Status_shows_what_was_understood()
    {
        await using var zeroclaw = Daemon(_folder, Config, ("ZEROCLAW_gateway__request_timeout_secs", "90"));
        var (status, body) = await (await zeroclaw.ListeningAsync(Token)).GetJsonAsync("/api/status");

        Assert.Equal(200, status);
        Assert.True((bool?)body!["simulated"]);
        Assert.True((bool?)body["channels"]!["telegram.desk"]);
        Assert.Equal("gateway.request_timeout_secs", (string?)body["env_overrides"]![0]);
    }

    [Theory]
    [InlineData("none", "# Prometheus backend not enabled.")]
    [InlineData("prometheus", "# HELP clawsim_requests_total")]
    public async Task Metrics_are_a_hint_unless_the_backend_is_prometheus(string backend, string start)
    {
        await using var zeroclaw = Daemon(_folder, $"schema_version = 3\n[observability]\nbackend = \"{backend}\"");
        var text = await (await zeroclaw.ListeningAsync()).GetStringAsync("/metrics", TestContext.Current.CancellationToken);

        Assert.StartsWith(start, text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A2A_sends_a_message_to_a_published_agent()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var http = await zeroclaw.ListeningAsync(Token);
        var (status, body) = await http.PostJsonAsync("/a2a/main", Call("message/send", "hi"));

        Assert.Equal(200, status);
        Assert.Equal("completed", (string?)body!["result"]!["status"]!["state"]);
        Assert.EndsWith("you said: hi", (string?)body["result"]!["artifacts"]![0]!["parts"]![0]!["text"], StringComparison.Ordinal);
        Assert.Equal("main", (string?)(await http.GetJsonAsync("/a2a/main/.well-known/agent-card.json")).Body!["name"]);
        Assert.Single((await http.GetJsonAsync("/.well-known/agents-card.json")).Body!["agents"]!.AsArray());
    }

    [Theory]
    [InlineData("tasks/get", "hi", -32601)]
    [InlineData("message/send", " ", -32602)]
    public async Task A2A_says_what_is_wrong_with_a_call(string method, string text, int code)
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var (_, body) = await (await zeroclaw.ListeningAsync(Token)).PostJsonAsync("/a2a/main", Call(method, text));

        Assert.Equal(code, (int?)body!["error"]!["code"]);
    }

    [Fact]
    public async Task A2A_is_404_unless_enabled_and_published()
    {
        await using var off = Daemon(_folder, Config.Replace("[a2a.server]\nenabled = true", "", StringComparison.Ordinal));
        Assert.Equal(404, (await (await off.ListeningAsync(Token)).PostJsonAsync("/a2a/main", Call("message/send", "hi"))).Status);

        await using var unpublished = Daemon(_folder, Config.Replace("published = true", "published = false", StringComparison.Ordinal));
        Assert.Equal(404, (await (await unpublished.ListeningAsync(Token)).PostJsonAsync("/a2a/main", Call("message/send", "hi"))).Status);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/ready")]
    [InlineData("/v1/chat/completions")]
    [InlineData("/%2e%2e/etc/passwd")]
    public async Task Everything_else_is_404(string path)
    {
        await using var zeroclaw = Daemon(_folder, Config);

        Assert.Equal(404, (await (await zeroclaw.ListeningAsync(Token)).GetJsonAsync(path)).Status);
    }

    [Fact]
    public async Task Sessions_and_state_survive_a_restart()
    {
        const string Ask = """{"message":"hi"}""";
        await using (var first = Daemon(_folder, Config))
        {
            var http = await first.ListeningAsync(Token);
            await http.PostJsonAsync("/webhook", Ask, ("X-Session-Id", "s1"));
            Assert.Contains("Turn 2", (string?)(await http.PostJsonAsync("/webhook", Ask, ("X-Session-Id", "s1"))).Body!["response"], StringComparison.Ordinal);
            first.Signal(System.Runtime.InteropServices.PosixSignal.SIGTERM);
            Assert.Equal(0, await first.ExitAsync());
        }
        var state = JsonNode.Parse(await File.ReadAllTextAsync(_folder.File("home/state/daemon_state.json"), TestContext.Current.CancellationToken));
        Assert.Equal("ok", (string?)state!["components"]!["daemon"]!["status"]);
        Assert.True(Directory.Exists(_folder.File("home/agents/main/workspace")));

        await using var second = Daemon(_folder, null);
        Assert.Contains("Turn 3", (string?)(await (await second.ListeningAsync(Token)).PostJsonAsync("/webhook", Ask, ("X-Session-Id", "s1"))).Body!["response"], StringComparison.Ordinal);
    }

    private static string Call(string method, string text) => new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["id"] = 1,
        ["method"] = method,
        ["params"] = new JsonObject { ["message"] = new JsonObject { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["kind"] = "text", ["text"] = text }) } },
    }.ToJsonString();
}
