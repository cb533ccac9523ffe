using ClawFleet.Chat.Tests.Support;

namespace ClawFleet.Chat.Tests;

public sealed class A2aTests
{
    private const string Done = """{"jsonrpc":"2.0","id":"1","result":{"kind":"task","id":"t","contextId":"c","status":{"state":"completed"},"artifacts":[{"parts":[{"kind":"text","text":"Hi"},{"kind":"text","text":"."}]}]}}""";
    private const string NoMethod = """{"jsonrpc":"2.0","id":"1","error":{"code":-32601,"message":"Method not found"}}""";

    [Fact]
    public async Task A_message_is_sent_and_the_artifact_is_the_answer()
    {
        await using var member = Member.Saying(200, Done);
        Assert.Equal("Hi.", (await Asking.AskAsync("a2a", member.At("/a2a"), new ChatRequest("hello") { Session = "desk" })).Text);
        Assert.Contains("\"method\":\"message/send\"", member.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"contextId\":\"desk\"", member.Requests[0].Body, StringComparison.Ordinal);
        Assert.Contains("\"messageId\":\"", member.Requests[0].Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("application/json", NoMethod)]
    [InlineData("text/event-stream", "data: " + NoMethod + "\n\n")]
    public async Task A_member_without_streaming_is_asked_for_the_whole(string type, string refusal)
    {
        await using var member = new Member((request, wire) => request.Body.Contains("message/stream", StringComparison.Ordinal) ? wire.AnswerAsync(200, refusal, type) : wire.AnswerAsync(200, Done));
        Assert.Equal("Hi.", (await Asking.AskAsync("a2a", member.At("/a2a"), new ChatRequest("hello") { Heard = _ => { } })).Text);
        Assert.Equal(2, member.Requests.Count);
    }

    [Fact]
    public async Task A_stream_of_artifacts_is_one_answer()
    {
        await using var member = new Member(async (_, wire) =>
        {
            await wire.BeginEventsAsync();
            await wire.ByteByByteAsync(Event("""{"kind":"task","status":{"state":"submitted"}}""") + Event("""{"kind":"status-update","status":{"state":"working"},"final":false}"""));
            await wire.ChunkAsync(Event("""{"kind":"artifact-update","artifact":{"parts":[{"kind":"text","text":"One "}]}}""") + Event("""{"kind":"artifact-update","append":true,"artifact":{"parts":[{"kind":"text","text":"two"}]}}"""));
            await wire.ChunkAsync(Event("""{"kind":"status-update","status":{"state":"completed"},"final":true}"""));
            await wire.NeverAsync();
        });
        var heard = new List<string>();
        Assert.Equal("One two", (await Asking.AskAsync("a2a", member.At("/a2a"), new ChatRequest("hello") { Heard = heard.Add })).Text);
        Assert.Equal(["One ", "two"], heard);
    }

    [Theory]
    [InlineData("""{"error":{"code":-32000,"message":"Agent task failed: needs_quickstart: gateway has no model configured"}}""", ChatFailure.NoModel)]
    [InlineData("""{"error":{"code":-32000,"message":"Agent task failed: the model fell over"}}""", ChatFailure.Failed)]
    [InlineData("""{"result":{"kind":"task","status":{"state":"failed","message":{"parts":[{"kind":"text","text":"it fell over"}]}}}}""", ChatFailure.Failed)]
    [InlineData("""{"result":{"kind":"task","status":{"state":"completed"}}}""", ChatFailure.Empty)]
    [InlineData("""{"result":null}""", ChatFailure.Malformed)]
    internal async Task What_went_wrong_is_told(string answer, ChatFailure failure)
    {
        await using var member = Member.Saying(200, answer);
        Assert.Equal(failure, (await Asking.FailsAsync("a2a", member.At("/a2a"))).Failure);
    }

    [Fact]
    public async Task A_plain_message_is_an_answer_too()
    {
        await using var member = Member.Saying(200, """{"result":{"kind":"message","role":"agent","parts":[{"kind":"text","text":"Hi."}]}}""");
        Assert.Equal("Hi.", (await Asking.AskAsync("a2a", member.At("/a2a"))).Text);
    }

    [Fact]
    public async Task A_stream_that_ends_early_is_no_answer()
    {
        await using var member = new Member(async (_, wire) =>
        {
            await wire.BeginEventsAsync();
            await wire.ChunkAsync(Event("""{"kind":"artifact-update","artifact":{"parts":[{"kind":"text","text":"One "}]}}"""));
            await wire.EndEventsAsync();
        });
        Assert.Equal(ChatFailure.Unreachable, (await Asking.FailsAsync("a2a", member.At("/a2a"), new ChatRequest("hello") { Heard = _ => { } })).Failure);
    }

    private static string Event(string result) => "data: {\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":" + result + "}\n\n";
}
