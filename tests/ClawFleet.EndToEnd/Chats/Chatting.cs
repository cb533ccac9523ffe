using System.Text.Json;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Chats;

/// <summary><c>clawden chat</c> with members that run.</summary>
public sealed class Chatting(ChatFleet chat) : IClassFixture<ChatFleet>
{
    private readonly TempFleet _fleet = chat.Fleet;

    [Fact]
    public async Task A_member_reaches_this_machine_by_name_where_it_is_told_of_it_and_only_there()
    {
        Assert.NotNull(await chat.HostAddressAsync("claw"));
        Assert.NotNull(await chat.HostAddressAsync("zero"));
        Assert.Null(await chat.HostAddressAsync("bare"));
        Assert.Contains("\"host.docker.internal:host-gateway\"", (await _fleet.RunAsync("config", "show", "claw")).Exits(0).Stdout, StringComparison.Ordinal);
        Assert.DoesNotContain("host-gateway", (await _fleet.RunAsync("config", "show", "bare")).Exits(0).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_real_OpenClaw_answers_through_a_model_server_on_this_machine()
    {
        var whole = (await _fleet.RunAsync("chat", "claw", "Please say exactly \"forty-two crabs\" and nothing else.", "--json", "--session", "desk")).Exits(0);
        var line = whole.Json();
        Assert.Equal(("claw", "openclaw", "openai-chat", "desk", "forty-two crabs"), (Text(line, "member"), Text(line, "runtime"), Text(line, "protocol"), Text(line, "session"), Text(line, "reply")));
        Assert.False(line.GetProperty("simulated").GetBoolean());
        Assert.True(line.GetProperty("seconds").GetDouble() > 0);
        Assert.Single(whole.Stdout.Split('\n', StringSplitOptions.RemoveEmptyEntries));

        var streamed = (await _fleet.RunAsync("chat", "claw", "Please say exactly \"a stream of crabs\" and nothing else.")).Exits(0);
        Assert.Equal(("a stream of crabs\n", ""), (streamed.Stdout, streamed.Stderr));
    }

    [Theory]
    [InlineData("bare")]
    [InlineData("dumb")]
    public async Task A_member_without_a_model_is_told_so_with_the_remedy(string member)
    {
        foreach (var form in new[] { "--json", "--timeout=5m" })
        {
            var result = (await _fleet.RunAsync("chat", member, "hello", form)).Exits(1).Says("has no model", "`provider:`", "`model:`");
            Assert.Equal("", result.Stdout);
        }
    }

    [Theory]
    [InlineData("zero", "webhook")]
    [InlineData("iron", "responses")]
    [InlineData("micro", "microclaw-a2a")]
    [InlineData("nano", "nanoclaw")]
    [InlineData("nil", "a2a")]
    [InlineData("pico", "pico")]
    public async Task A_simulated_member_answers_keeps_the_conversation_and_says_that_it_is_simulated(string member, string protocol)
    {
        var first = (await _fleet.RunAsync("chat", member, "first", "--session", "desk", "--json")).Exits(0).Json();
        Assert.Equal(protocol, Text(first, "protocol"));
        Assert.True(first.GetProperty("simulated").GetBoolean());
        Assert.Contains("Turn 1", Text(first, "reply"), StringComparison.Ordinal);

        var second = (await _fleet.RunAsync("chat", member, "second", "--session", "desk")).Exits(0).Says("simulated");
        Assert.Contains("Turn 2 of this conversation; you said: second", second.Stdout, StringComparison.Ordinal);
        Assert.Contains("Turn 1", (await _fleet.RunAsync("chat", member, "elsewhere")).Exits(0).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_talk_on_a_terminal_goes_on_until_it_is_ended()
    {
        await using var terminal = TerminalSession.Start(_fleet.Folder, new Dictionary<string, string>(_fleet.Variables), "chat", "zero");
        await terminal.ShowsAsync("talking to zero; Ctrl-D ends");
        await terminal.ShowsAsync("> ");
        await terminal.TypeAsync("first\n");
        await terminal.ShowsAsync("Turn 1 of this conversation; you said: first");
        await terminal.ShowsAsync("> ");
        await terminal.TypeAsync("\nsecond\n");
        await terminal.ShowsAsync("Turn 2 of this conversation; you said: second");

        await chat.SignalRuntimeAsync("zero", "zeroclaw", "STOP");
        try
        {
            await terminal.ShowsAsync("> ");
            await terminal.TypeAsync("slow\n");
            await terminal.ShowsAsync("slow");
            await terminal.TypeAsync(TerminalSession.CtrlC);
            await terminal.ShowsAsync("the answer is not waited for");
        }
        finally
        {
            await chat.SignalRuntimeAsync("zero", "zeroclaw", "CONT");
        }

        await terminal.ShowsAsync("> ");
        await terminal.TypeAsync("third\n");
        await terminal.ShowsAsync("you said: third");
        await terminal.ShowsAsync("> ");
        await terminal.TypeAsync(TerminalSession.CtrlD);
        Assert.Equal(0, await terminal.EndsAsync());

        await using var another = TerminalSession.Start(_fleet.Folder, new Dictionary<string, string>(_fleet.Variables), "chat", "zero");
        await another.ShowsAsync("> ");
        await another.TypeAsync("half" + TerminalSession.CtrlC);
        Assert.Equal(0, await another.EndsAsync());
    }

    [Fact]
    public async Task A_member_that_is_still_starting_is_waited_for()
    {
        (await _fleet.RunAsync("restart", "zero")).Exits(0);
        await chat.SignalRuntimeAsync("zero", "zeroclaw", "STOP");
        await using var talk = _fleet.Start("chat", "zero", "are you there?");
        try
        {
            await talk.SaysAsync("that it waits", TimeSpan.FromSeconds(20), t => t.StderrSoFar.Contains("zero is still starting; waiting for it", StringComparison.Ordinal));
            Assert.False(talk.HasEnded);
        }
        finally
        {
            await chat.SignalRuntimeAsync("zero", "zeroclaw", "CONT");
        }

        Assert.Contains("you said: are you there?", (await talk.EndsAsync(TimeSpan.FromSeconds(30))).Exits(0).Stdout, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_member_that_cannot_be_talked_to_is_told_so()
    {
        (await _fleet.RunAsync("chat", "zeroo", "hello")).Exits(2).Says("no member zeroo", "zero");
        (await _fleet.RunAsync("chat", "zero", "  ")).Exits(2).Says("nothing to say");
        (await _fleet.RunAsync("chat", "zero", "hello", "--fleet", "e2e-not-there")).Exits(1).Says("e2e-not-there is not up");
        (await _fleet.RunAsync("stop", "dumb-2")).Exits(0);
        (await _fleet.RunAsync("chat", "dumb-2", "hello")).Exits(1).Says("dumb-2 is not running (stopped)");
        (await _fleet.RunAsync("restart", "dumb-2")).Exits(0);
    }

    [Fact]
    public async Task Another_token_is_refused_and_told()
    {
        var variables = new Dictionary<string, string>(_fleet.Variables) { ["CLAWFLEET_API_TOKEN"] = "a-token-that-nobody-knows-0123456789" };
        var result = (await Clawden.RunAsync(_fleet.Folder, variables, "chat", "zero", "hello")).Exits(1).Says("refuses the API token (401)");
        Assert.DoesNotContain("nobody-knows", result.All, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
}
