using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.NanoClaw.NanoClawFleetMember;

namespace ClawFleet.Simulator.Tests.NanoClaw;

public sealed class NanoClawStart : IDisposable
{
    private const string Env = "TELEGRAM_BOT_TOKEN=1:a\n";
    private const string Agent = "ANTHROPIC_API_KEY=k\nANTHROPIC_BASE_URL='http://x/?a b'\n";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_conversation_is_kept_by_its_session()
    {
        await using var nanoclaw = Start(_folder, Env, Agent);
        var http = await nanoclaw.ListeningAsync(Token);

        await http.PostJsonAsync("/chat", """{"message":"one","session":"a"}""");
        var (status, second) = await http.PostJsonAsync("/chat", """{"message":"two","session":"a"}""");
        var (_, other) = await http.PostJsonAsync("/chat", """{"message":"hi"}""");

        Assert.Equal(200, status);
        Assert.Equal("[simulated NanoClaw] No model was asked. Turn 2 of this conversation; you said: two", (string?)second!["response"]);
        Assert.Equal("default", (string?)other!["session"]);
        Assert.Contains("Turn 1", (string?)other["response"], StringComparison.Ordinal);
        Assert.Equal(200, (int)(await http.GetAsync(new Uri("/health", UriKind.Relative), TestContext.Current.CancellationToken)).StatusCode);
        Assert.Contains("channel telegram: 2 chats, 1 members", nanoclaw.Said, StringComparison.Ordinal);
        Assert.True(Directory.Exists(_folder.File("state/groups")));
    }

    [Theory]
    [InlineData("""{"message":" "}""", 400)]
    [InlineData("""{"message":"hi","session":"a/b"}""", 400)]
    [InlineData("""{"message":"/clear"}""", 400)]
    [InlineData("no json", 400)]
    public async Task A_message_that_NanoClaw_would_not_answer_is_refused(string body, int expected)
    {
        await using var nanoclaw = Start(_folder, Env, Agent);
        var (status, _) = await (await nanoclaw.ListeningAsync(Token)).PostJsonAsync("/chat", body);
        Assert.Equal(expected, status);
    }

    [Fact]
    public async Task Neither_a_stranger_nor_a_member_without_a_model_gets_an_answer()
    {
        await using var nanoclaw = Start(_folder, "", "", ("\"model\": \"claude-x\", ", ""));
        Assert.Equal(503, (await (await nanoclaw.ListeningAsync(Token)).PostJsonAsync("/chat", """{"message":"hi"}""")).Status);
        Assert.Equal(401, (await (await nanoclaw.ListeningAsync("another")).PostJsonAsync("/chat", """{"message":"hi"}""")).Status);
        Assert.Contains("Channel credentials missing, skipping: telegram", nanoclaw.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"platformId\": \"telegram:42\"", "\"platformId\": \"42\"", "no platform id of telegram")]
    [InlineData("\"telegram:42\"]", "\"alice\"]", "`alice` is no user")]
    [InlineData("\"policy\": \"strict\"", "\"policy\": \"public\"", "a direct chat that anybody may use")]
    [InlineData("\"policy\": \"public\"", "\"policy\": \"open\"", "no policy `open`")]
    [InlineData("\"engage\": \"mention\"", "\"engage\": \"mention\", \"sticky\": true", "unknown field `sticky`")]
    [InlineData("\"effort\"", "\"image_tag\"", "unknown field `agent.image_tag`")]
    public async Task A_file_that_would_let_in_the_wrong_people_or_go_nowhere_is_refused(string old, string put, string why)
    {
        await using var nanoclaw = Start(_folder, Env, Agent, (old, put));
        Assert.Equal(78, await nanoclaw.ExitAsync());
        Assert.Contains(why, nanoclaw.Said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("OPENAI_API_KEY=k\n", "no variable `OPENAI_API_KEY`")]
    [InlineData("ANTHROPIC_API_KEY=a b\n", "a shell cannot read")]
    public async Task Variables_that_agents_would_not_read_are_refused(string agent, string why)
    {
        await using var nanoclaw = Start(_folder, Env, agent);
        Assert.Equal(78, await nanoclaw.ExitAsync());
        Assert.Contains(why, nanoclaw.Said, StringComparison.Ordinal);
    }
}
