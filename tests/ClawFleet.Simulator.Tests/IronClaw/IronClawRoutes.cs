using System.Runtime.InteropServices;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.IronClaw.IronClawFleetMember;

namespace ClawFleet.Simulator.Tests.IronClaw;

public sealed class IronClawRoutes : IDisposable
{
    private const string Chat = """{"model":"default","messages":[{"role":"user","content":"hi"}]}""";
    private const string Respond = """{"model":"default","input":"hi"}""";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Says_at_every_start_that_it_only_simulates()
    {
        await using var ironclaw = Local(_folder, LocalConfig);
        await ironclaw.ListeningAsync();

        Assert.StartsWith("clawsim: simulating IronClaw 1.3.0; no agent runs here", ironclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_word_it_serves_and_seeds_its_home()
    {
        Directory.CreateDirectory(_folder.File("workspace"));
        await using var ironclaw = SimulatorProcess.Start(_folder.File("workspace"), ["--as", "ironclaw", "--port", "0"],
            new Dictionary<string, string> { ["IRONCLAW_REBORN_HOME"] = _folder.File("home"), ["IRONCLAW_REBORN_WEBUI_TOKEN"] = Token });
        var http = await ironclaw.ListeningAsync();

        Assert.Equal(200, (await http.GetJsonAsync("/api/health")).Status);
        Assert.Contains("ironclaw.runtime/v1", await File.ReadAllTextAsync(_folder.File("home/config.toml"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Equal(64, (await File.ReadAllTextAsync(_folder.File("home/local-dev/.reborn-local-dev-secrets-master-key"), TestContext.Current.CancellationToken)).Trim().Length);
    }

    [Fact]
    public async Task Health_is_at_api_health_and_nowhere_else()
    {
        await using var ironclaw = Local(_folder, LocalConfig);
        var http = await ironclaw.ListeningAsync();
        var (status, body) = await http.GetJsonAsync("/api/health");

        Assert.Equal(200, status);
        Assert.Equal("healthy", (string?)body!["status"]);
        Assert.Equal("reborn", (string?)body["channel"]);
        Assert.Equal(404, (await http.GetJsonAsync("/health")).Status);
        Assert.Equal(200, (await http.GetJsonAsync("/")).Status);
    }

    [Theory]
    [InlineData("/api/webchat/v2/session")]
    [InlineData("/api/webchat/v2/operator/status")]
    [InlineData("/v1/models")]
    [InlineData("/api/v1/responses/resp_1")]
    public async Task Without_a_token_it_is_401_in_the_envelope(string path)
    {
        await using var ironclaw = Local(_folder, LocalConfig);
        var (status, body) = await (await ironclaw.ListeningAsync()).GetJsonAsync(path);

        Assert.Equal(401, status);
        Assert.Equal("authentication_error", (string?)body!["error"]!["type"]);
        Assert.Equal("authentication_required", (string?)body["error"]!["code"]);
    }

    [Fact]
    public async Task With_a_token_it_is_ready_and_lists_its_model()
    {
        await using var ironclaw = Local(_folder, LocalConfig);
        var http = await ironclaw.ListeningAsync(Token);

        Assert.Equal(200, (await http.GetJsonAsync("/api/webchat/v2/session")).Status);
        Assert.Equal("degraded", (string?)(await http.GetJsonAsync("/api/webchat/v2/operator/status")).Body!["overall"]);
        Assert.Equal("gpt-test", (string?)(await http.GetJsonAsync("/v1/models")).Body!["data"]![0]!["id"]);
    }

    [Fact]
    public async Task The_token_may_come_from_its_file()
    {
        _folder.Write("home/webui-token", Token + "\n");
        await using var ironclaw = Local(_folder, LocalConfig, ("IRONCLAW_REBORN_WEBUI_TOKEN", null));

        Assert.Equal(200, (await (await ironclaw.ListeningAsync(Token)).GetJsonAsync("/v1/models")).Status);
    }

    [Fact]
    public async Task Chat_completions_answer_in_OpenAI_s_shape_and_say_they_are_simulated()
    {
        await using var ironclaw = Local(_folder, LocalConfig);
        var (status, body) = await (await ironclaw.ListeningAsync(Token)).PostJsonAsync("/v1/chat/completions", Chat);

        Assert.Equal(200, status);
        Assert.StartsWith("chatcmpl-", (string?)body!["id"], StringComparison.Ordinal);
        Assert.Equal("stop", (string?)body["choices"]![0]!["finish_reason"]);
        Assert.StartsWith("[simulated IronClaw]", (string?)body["choices"]![0]!["message"]!["content"], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/v1/chat/completions", "not json")]
    [InlineData("/v1/chat/completions", """{"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":[]}""")]
    [InlineData("/v1/chat/completions", """{"model":"m","messages":["hi"]}""")]
    [InlineData("/api/v1/responses", """{"model":"m"}""")]
    [InlineData("/v1/responses", """{"input":"hi"}""")]
    public async Task A_request_that_lacks_something_is_400(string path, string body)
    {
        await using var ironclaw = Local(_folder, LocalConfig);
        var (status, answer) = await (await ironclaw.ListeningAsync(Token)).PostJsonAsync(path, body);

        Assert.Equal(400, status);
        Assert.Equal("invalid_request_error", (string?)answer!["error"]!["type"]);
    }

    [Fact]
    public async Task Without_a_provider_it_starts_and_its_runs_fail()
    {
        await using var ironclaw = Local(_folder, "[boot]\nprofile = \"local-dev\"", ("OPENAI_API_KEY", null));
        var http = await ironclaw.ListeningAsync(Token);

        Assert.Contains("no LLM provider is configured yet", ironclaw.Said, StringComparison.Ordinal);
        Assert.Equal(502, (await http.PostJsonAsync("/v1/chat/completions", Chat)).Status);
        Assert.Equal(501, (await http.GetJsonAsync("/v1/models")).Status);
        Assert.Equal(200, (await http.GetJsonAsync("/api/health")).Status);
    }

    [Fact]
    public async Task Responses_continue_a_conversation_across_a_restart()
    {
        string id;
        await using (var first = Local(_folder, LocalConfig))
        {
            var (_, body) = await (await first.ListeningAsync(Token)).PostJsonAsync("/api/v1/responses", Respond);
            Assert.Equal("completed", (string?)body!["status"]);
            id = (string)body["id"]!;
            first.Signal(PosixSignal.SIGTERM);
            Assert.Equal(0, await first.ExitAsync());
        }
        await using var second = Local(_folder, null);
        var http = await second.ListeningAsync(Token);
        Assert.Equal(200, (await http.GetJsonAsync("/api/v1/responses/" + id)).Status);
        var (_, next) = await http.PostJsonAsync("/v1/responses", $$"""{"model":"m","input":[{"role":"user","content":"more"}],"previous_response_id":"{{id}}"}""");
        Assert.Contains("Turn 2", (string?)next!["output"]![0]!["content"]![0]!["text"], StringComparison.Ordinal);
        Assert.Equal(404, (await http.PostJsonAsync("/v1/responses", """{"model":"m","input":"x","previous_response_id":"resp_nobody"}""")).Status);
    }

    [Fact]
    public async Task An_idempotency_key_gives_the_same_answer_and_refuses_another_body()
    {
        await using var ironclaw = Local(_folder, LocalConfig);
        var http = await ironclaw.ListeningAsync(Token);
        var first = await http.PostJsonAsync("/v1/chat/completions", Chat, ("Idempotency-Key", "k"));
        var again = await http.PostJsonAsync("/v1/chat/completions", Chat, ("Idempotency-Key", "k"));

        Assert.Equal((string?)first.Body!["id"], (string?)again.Body!["id"]);
        Assert.Equal(409, (await http.PostJsonAsync("/v1/chat/completions", Chat.Replace("hi", "ho", StringComparison.Ordinal), ("Idempotency-Key", "k"))).Status);
    }

    [Fact]
    public async Task A_stream_is_server_sent_events()
    {
        await using var ironclaw = Local(_folder, LocalConfig);
        var http = await ironclaw.ListeningAsync(Token);
        using var content = new StringContent(Chat.Replace("{\"model\"", "{\"stream\":true,\"model\"", StringComparison.Ordinal));
        using var response = await http.PostAsync("/v1/chat/completions", content, TestContext.Current.CancellationToken);

        Assert.Equal("text/event-stream", response.Content.Headers.ContentType!.MediaType);
        Assert.EndsWith("data: [DONE]\n\n", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_retired_section_without_set_up_keys_is_ignored_with_a_notice()
    {
        await using var ironclaw = Local(_folder, LocalConfig + "\n[telegram]\nenabled = true");
        await ironclaw.ListeningAsync();

        Assert.Contains("the section is ignored", ironclaw.Said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_webhook_of_an_extension_nobody_configured_is_503()
    {
        await using var ironclaw = Local(_folder, LocalConfig);

        Assert.Equal(503, (await (await ironclaw.ListeningAsync()).PostJsonAsync("/webhooks/extensions/telegram/updates", "{}")).Status);
    }

    [Fact]
    public async Task Never_healthy_hides_its_health()
    {
        await using var ironclaw = Local(_folder, LocalConfig, ("CLAWSIM_FAULT", "never-healthy"));

        Assert.Equal(503, (await (await ironclaw.ListeningAsync()).GetJsonAsync("/api/health")).Status);
    }
}
