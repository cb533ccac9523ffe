using ClawFleet.Chat.Tests.Support;

namespace ClawFleet.Chat.Tests;

/// <summary>Protocols of one JSON answer: ZeroClaw's webhook, MicroClaw's A2A, NanoClaw's bridge.</summary>
public sealed class JsonAnswerTests
{
    [Fact]
    public async Task ZeroClaw_keeps_a_conversation_by_its_header()
    {
        await using var member = Member.Saying(200, """{"response":"Hi.","model":"m"}""");
        Assert.Equal("Hi.", (await Asking.AskAsync("webhook", member.At("/webhook"), new ChatRequest("hello") { Session = "desk" })).Text);
        Assert.Equal(("""{"message":"hello"}""", "desk"), (member.Requests[0].Body, member.Requests[0].Headers["X-Session-Id"]));
    }

    [Fact]
    public async Task ZeroClaw_without_a_model_says_so_in_its_own_word()
    {
        await using var member = Member.Saying(503, """{"error":"needs_quickstart","url":"/quickstart"}""");
        var fault = await Asking.FailsAsync("webhook", member.At("/webhook"));
        Assert.Equal((ChatFailure.NoModel, "has no model to ask (it says: needs_quickstart); give it `provider:` and `model:` in clawden.yaml and run 'clawden up'"), (fault.Failure, fault.Message));
    }

    [Fact]
    public async Task ZeroClaw_that_gave_the_turn_up_says_so()
    {
        await using var member = Member.Saying(408, "");
        Assert.Contains("taking too long (408)", (await Asking.FailsAsync("webhook", member.At("/webhook"))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MicroClaw_gets_a_conversation_of_its_own_for_each_call()
    {
        await using var member = Member.Saying(200, """{"ok":true,"protocol_version":"microclaw-a2a/v1","agent_name":"a","session_key":"k","response":"Hi."}""");
        await Asking.AskAsync("microclaw-a2a", member.At("/api/a2a/message"));
        await Asking.AskAsync("microclaw-a2a", member.At("/api/a2a/message"));
        await Asking.AskAsync("microclaw-a2a", member.At("/api/a2a/message"), new ChatRequest("hello") { Session = "desk" });
        Assert.Equal(3, member.Requests.Select(r => r.Body).Distinct().Count());
        Assert.Contains("\"sessionKey\":\"clawden-desk\"", member.Requests[2].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task MicroClaw_that_only_used_its_tool_gave_an_empty_answer()
    {
        await using var member = Member.Saying(200, """{"ok":true,"response":""}""");
        Assert.Equal(ChatFailure.Empty, (await Asking.FailsAsync("microclaw-a2a", member.At("/api/a2a/message"))).Failure);
    }

    [Fact]
    public async Task NanoClaw_is_asked_over_its_bridge()
    {
        await using var member = Member.Saying(200, """{"response":"Hi.","session":"desk"}""");
        Assert.Equal("Hi.", (await Asking.AskAsync("nanoclaw", member.At("/chat"), new ChatRequest("hello") { Session = "desk" })).Text);
        Assert.Equal("""{"message":"hello","session":"desk"}""", member.Requests[0].Body);
    }

    [Fact]
    public async Task NanoClaw_without_a_model_says_so_in_its_own_word()
    {
        await using var member = Member.Saying(503, """{"error":"the member has no model"}""");
        Assert.Equal(ChatFailure.NoModel, (await Asking.FailsAsync("nanoclaw", member.At("/chat"))).Failure);
    }
}
