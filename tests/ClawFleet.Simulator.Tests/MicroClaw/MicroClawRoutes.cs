using System.Net.Http.Headers;
using System.Runtime.InteropServices;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.MicroClaw.MicroClawFleetMember;

namespace ClawFleet.Simulator.Tests.MicroClaw;

public sealed class MicroClawRoutes : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Health_and_card_are_public()
    {
        await using var microclaw = Start(_folder, Config);
        var http = await microclaw.ListeningAsync();
        var (status, health) = await http.GetJsonAsync("/health");

        Assert.Equal((200, true, "0.5.0"), (status, (bool)health!["ok"]!, (string)health["version"]!));
        Assert.Equal("desk", (string)(await http.GetJsonAsync("/.well-known/agent.json")).Body!["agent_name"]!);
        Assert.Equal("/api/a2a/message", (string)(await http.GetJsonAsync("/api/a2a/agent-card")).Body!["endpoints"]!["message"]!);
        Assert.Equal(404, (await http.GetJsonAsync("/nothing")).Status);
    }

    [Fact]
    public async Task Chat_takes_camel_case_and_answers_snake_case_and_counts_turns_over_a_restart()
    {
        const string ask = """{"message":"Grüße","sessionKey":"a:1","sourceAgent":"cli"}""";
        await using (var first = Start(_folder, Config))
        {
            var (status, body) = await (await first.ListeningAsync(Token)).PostJsonAsync("/api/a2a/message", ask);
            Assert.Equal((200, true, "microclaw-a2a/v1", "desk", "a:1"), (status, (bool)body!["ok"]!, (string)body["protocol_version"]!, (string)body["agent_name"]!, (string)body["session_key"]!));
            Assert.EndsWith("you said: Grüße", (string)body["response"]!, StringComparison.Ordinal);
        }

        await using var second = Start(_folder, Config);
        var again = await (await second.ListeningAsync(Token)).PostJsonAsync("/api/a2a/message", ask);
        Assert.Contains("Turn 2", (string)again.Body!["response"]!, StringComparison.Ordinal);
        Assert.Equal("a2a:cli", (string)(await second.Http.PostJsonAsync("/api/a2a/message", """{"message":"x","sourceAgent":"CLI"}""")).Body!["session_key"]!);
    }

    [Theory]
    [InlineData("wrong", """{"message":"x"}""", 401, "invalid A2A bearer token")]
    [InlineData(null, """{"message":"x"}""", 401, "invalid A2A bearer token")]
    [InlineData(Token, """{"message":" "}""", 400, "message is required")]
    [InlineData(Token, """{"text":"x"}""", 422, "missing field `message`")]
    [InlineData(Token, "not json", 400, "parse")]
    [InlineData(Token, """{"message":"x","sessionKey":"chat:7"}""", 400, "web chat")]
    public async Task What_is_wrong_is_said_in_plain_text(string? token, string body, int status, string text)
    {
        await using var microclaw = Start(_folder, Config);
        var http = await microclaw.ListeningAsync(token);
        using var response = await http.PostAsync("/api/a2a/message", new StringContent(body, new MediaTypeHeaderValue("application/json")), TestContext.Current.CancellationToken);

        Assert.Equal((status, "text/plain"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        Assert.Contains(text, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("enabled: true", "enabled: false", 404)]
    [InlineData("  shared_tokens:\n    - \"a-token-of-the-fleet\"\n", "", 403)]
    [InlineData("llm_provider: \"openai\"", "llm_provider: ollama", 500)]
    public async Task A2A_off_without_tokens_or_without_a_model_is_an_error(string old, string changed, int status)
    {
        var at = Config.IndexOf(old, StringComparison.Ordinal);
        await using var microclaw = Start(_folder, Config[..at] + changed + Config[(at + old.Length)..]);

        Assert.Equal(status, (await (await microclaw.ListeningAsync(Token)).PostJsonAsync("/api/a2a/message", """{"message":"x"}""")).Status);
    }

    [Fact]
    public async Task Without_a_password_the_well_known_word_opens_the_page_and_with_a_generated_one_it_does_not()
    {
        const string wellKnown = """{"password":"helloworld"}""";
        await using (var bare = Start(_folder, Config))
        {
            Assert.Equal(200, (await (await bare.ListeningAsync()).PostJsonAsync("/api/auth/login", wellKnown)).Status);
            Assert.Contains("using the default password", bare.Said, StringComparison.Ordinal);
        }

        await using var generating = Start(_folder, null, "web", "password-generate");
        Assert.Equal(0, await generating.ExitAsync());
        await generating.SaidAsync("Generated password: mc-");
        var password = generating.Said.Split("Generated password: ")[1].Split('\n')[0].Trim();
        await using var microclaw = Start(_folder, Config);
        var http = await microclaw.ListeningAsync();
        Assert.Equal(401, (await http.PostJsonAsync("/api/auth/login", wellKnown)).Status);
        Assert.Equal(200, (await http.PostJsonAsync("/api/auth/login", $$"""{"password":"{{password}}"}""")).Status);
    }

    [Theory]
    [InlineData(PosixSignal.SIGINT, 0)]
    [InlineData(PosixSignal.SIGTERM, 143)]
    public async Task Only_SIGINT_is_handled(PosixSignal signal, int exitCode)
    {
        await using var microclaw = Start(_folder, Config);
        await microclaw.ListeningAsync();
        microclaw.Signal(signal);

        Assert.Equal(exitCode, await microclaw.ExitAsync());
    }
}
