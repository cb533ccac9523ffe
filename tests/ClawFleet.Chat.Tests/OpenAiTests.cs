using System.Text.Json.Nodes;
using ClawFleet.Chat.OpenAi;
using ClawFleet.Chat.Tests.Support;

namespace ClawFleet.Chat.Tests;

public sealed class OpenAiTests
{
    private const string Completions = "/v1/chat/completions";
    private const string Responses = "/api/v1/responses";
    private const string Models = """{"object":"list","data":[{"id":"openclaw","object":"model"},{"id":"openclaw/default"}]}""";
    private const string Streamed =
        "data: {\"choices\":[{\"delta\":{\"role\":\"assistant\"}}]}\r\n\r\n: keep-alive\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"Grüß \"}}]}\n\ndata: {\"choices\":[{\"delta\":{\"content\":\"Gott 🦀\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n";

    [Fact]
    public async Task A_completion_asks_the_first_model_that_the_member_lists()
    {
        await using var member = Completing("""{"choices":[{"message":{"role":"assistant","content":"Hi."}}]}""");
        Assert.Equal("Hi.", (await Asking.AskAsync("openai-chat", member.At(Completions), new ChatRequest("hello") { Session = "desk" })).Text);
        Assert.Equal(["/v1/models", Completions], member.Requests.Select(r => r.Path));
        Assert.Equal("""{"model":"openclaw","messages":[{"role":"user","content":"hello"}],"user":"desk"}""", member.Requests[1].Body);
    }

    [Fact]
    public async Task An_endpoint_that_lists_no_models_is_asked_all_the_same()
    {
        await using var member = new Member((request, wire) => request.Method == "GET" ? wire.AnswerAsync(501, "") : wire.AnswerAsync(200, """{"choices":[{"message":{"content":"Hi."}}]}"""));
        await Asking.AskAsync("openai-chat", member.At(Completions));
        Assert.Contains("\"model\":\"default\"", member.Requests[1].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_arrive_whole_however_they_are_cut_on_the_wire()
    {
        await using var member = Streaming(wire => wire.ByteByByteAsync(Streamed));
        var heard = new List<string>();
        var reply = await Asking.AskAsync("openai-chat", member.At(Completions), new ChatRequest("hello") { Heard = heard.Add });
        Assert.Equal("Grüß Gott 🦀", reply.Text);
        Assert.Equal(["Grüß ", "Gott 🦀"], heard);
    }

    [Fact]
    public async Task An_answer_in_one_piece_will_do_where_a_stream_was_asked_for()
    {
        await using var member = Completing("""{"choices":[{"message":{"content":[{"type":"text","text":"Hi."}]}}]}""");
        Assert.Equal("Hi.", (await Asking.AskAsync("openai-chat", member.At(Completions), new ChatRequest("hello") { Heard = _ => { } })).Text);
    }

    [Fact]
    public async Task A_stream_that_is_cut_in_the_middle_is_no_answer()
    {
        await using var member = Streaming(async wire =>
        {
            await wire.ChunkAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Half an\"}}]}\n\nda");
            wire.Cut();
        });
        var fault = await Asking.FailsAsync("openai-chat", member.At(Completions), new ChatRequest("hello") { Heard = _ => { } });
        Assert.Equal(ChatFailure.Unreachable, fault.Failure);
        Assert.Contains("in the middle of its answer", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stream_that_ends_without_its_end_mark_is_no_answer()
    {
        await using var member = Streaming(async wire =>
        {
            await wire.ChunkAsync("data: {\"choices\":[{\"delta\":{\"content\":\"Half an\"}}]}\n\n");
            await wire.EndEventsAsync();
        });
        Assert.Equal(ChatFailure.Unreachable, (await Asking.FailsAsync("openai-chat", member.At(Completions), new ChatRequest("hello") { Heard = _ => { } })).Failure);
    }

    [Fact]
    public async Task A_fault_within_the_stream_is_told()
    {
        await using var member = Streaming(wire => wire.ChunkAsync("data: {\"error\":{\"message\":\"No API key found for provider openai\"}}\n\n"));
        Assert.Equal(ChatFailure.NoModel, (await Asking.FailsAsync("openai-chat", member.At(Completions), new ChatRequest("hello") { Heard = _ => { } })).Failure);
    }

    [Fact]
    public async Task Rubbish_within_the_stream_is_told()
    {
        await using var member = Streaming(wire => wire.ChunkAsync("data: {\"choices\":\n\n"));
        Assert.Equal(ChatFailure.Malformed, (await Asking.FailsAsync("openai-chat", member.At(Completions), new ChatRequest("hello") { Heard = _ => { } })).Failure);
    }

    [Fact]
    public async Task A_model_that_refuses_the_member_is_not_a_member_that_refuses_us()
    {
        await using var member = new Member((request, wire) => request.Method == "GET" ? wire.AnswerAsync(200, Models) : wire.AnswerAsync(401, """{"error":{"message":"the key of the provider is wrong"}}"""));
        var fault = await Asking.FailsAsync("openai-chat", member.At(Completions));
        Assert.Equal((ChatFailure.Failed, "failed the turn: the key of the provider is wrong"), (fault.Failure, fault.Message));
    }

    [Fact]
    public async Task An_empty_answer_is_no_answer()
    {
        await using var member = Completing("""{"choices":[{"message":{"content":" "}}]}""");
        Assert.Equal(ChatFailure.Empty, (await Asking.FailsAsync("openai-chat", member.At(Completions))).Failure);
    }

    [Fact]
    public async Task A_response_goes_on_from_the_one_before()
    {
        await using var member = Member.Saying(200, """{"id":"resp_2","status":"completed","output":[{"type":"reasoning"},{"type":"message","content":[{"type":"output_text","text":"Hi."}]}]}""");
        var reply = await Asking.AskAsync("responses", member.At(Responses), new ChatRequest("hello") { Session = "desk", Continuation = "resp_1" });
        Assert.Equal(new ChatReply("Hi.", "resp_2"), reply);
        Assert.Equal("""{"model":"default","input":"hello","previous_response_id":"resp_1"}""", member.Requests[0].Body);
    }

    [Fact]
    public async Task A_conversation_that_is_gone_is_told_as_that()
    {
        await using var member = Member.Saying(404, "");
        Assert.Equal(ChatFailure.UnknownConversation, (await Asking.FailsAsync("responses", member.At(Responses), new ChatRequest("hello") { Continuation = "resp_1" })).Failure);
    }

    [Theory]
    [InlineData("event: response.output_text.delta\ndata: {\"delta\":\"Hi\"}\n\nevent: response.output_text.delta\ndata: {\"delta\":\".\"}\n\nevent: response.completed\ndata: {\"response\":{\"id\":\"r\",\"status\":\"completed\",\"output\":[]}}\n\n")]
    [InlineData("data: {\"type\":\"response.created\",\"response\":{}}\n\ndata: {\"type\":\"response.output_text.delta\",\"delta\":\"Hi.\"}\n\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Hi.\"}]}]}}\n\n")]
    public async Task A_response_streams_with_named_events_and_without(string events)
    {
        await using var member = Streaming(wire => wire.ChunkAsync(events));
        var heard = "";
        Assert.Equal(new ChatReply("Hi.", "r"), await Asking.AskAsync("responses", member.At(Responses), new ChatRequest("hello") { Heard = piece => heard += piece }));
        Assert.Equal("Hi.", heard);
    }

    [Fact]
    public async Task A_response_that_failed_says_why()
    {
        await using var member = Member.Saying(200, """{"id":"r","status":"failed","error":{"code":"x","message":"no LLM provider is configured yet"}}""");
        Assert.Equal(ChatFailure.NoModel, (await Asking.FailsAsync("responses", member.At(Responses))).Failure);
    }

    [Fact]
    public async Task A_turn_that_outlasts_the_route_is_taken_up_again_with_the_same_key()
    {
        const string StillAtWork = """{"error":{"message":"The service is temporarily unavailable.","code":"service_unavailable"}}""";
        var times = 0;
        await using var member = new Member((_, wire) => ++times < 3
            ? wire.AnswerAsync(503, StillAtWork)
            : wire.AnswerAsync(200, """{"id":"r","output":[{"type":"message","content":[{"type":"output_text","text":"Done."}]}]}"""));
        using var client = new ResponsesClient(member.At(Responses)) { LeastWait = TimeSpan.Zero };
        Assert.Equal("Done.", (await client.AskAsync(new ChatRequest("hello"), TestContext.Current.CancellationToken)).Text);
        Assert.Equal(3, member.Requests.Count);
        Assert.Single(member.Requests.Select(r => (r.Body, r.Headers["Idempotency-Key"])).Distinct());
    }

    [Fact]
    public async Task A_turn_taken_up_again_tells_nothing_twice()
    {
        var times = 0;
        await using var member = new Member(async (_, wire) =>
        {
            await wire.BeginEventsAsync();
            await wire.ChunkAsync("data: {\"type\":\"response.output_text.delta\",\"delta\":\"One \"}\n\n");
            await wire.ChunkAsync(++times == 1
                ? "data: {\"type\":\"error\",\"code\":\"service_unavailable\"}\n\n"
                : "data: {\"type\":\"response.output_text.delta\",\"delta\":\"two\"}\n\ndata: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\"}}\n\n");
        });
        using var client = new ResponsesClient(member.At(Responses)) { LeastWait = TimeSpan.Zero };
        var heard = "";
        Assert.Equal("One two", (await client.AskAsync(new ChatRequest("hello") { Heard = piece => heard += piece }, TestContext.Current.CancellationToken)).Text);
        Assert.Equal("One two", heard);
    }

    [Fact]
    public async Task An_outage_is_not_taken_for_a_long_turn()
    {
        await using var member = Member.Saying(503, """{"error":{"message":"The service is temporarily unavailable.","code":"service_unavailable"}}""");
        Assert.Equal(ChatFailure.Failed, (await Asking.FailsAsync("responses", member.At(Responses))).Failure);
        Assert.Single(member.Requests);
    }

    [Fact]
    public async Task A_member_that_still_starts_is_told_as_that()
    {
        await using var member = Member.Saying(503, "Reborn runtime is starting", "text/plain");
        Assert.Equal(ChatFailure.Starting, (await Asking.FailsAsync("responses", member.At(Responses))).Failure);
    }

    private static Member Completing(string answer) => new((request, wire) => wire.AnswerAsync(200, request.Method == "GET" ? Models : answer));

    private static Member Streaming(Func<Wire, Task> events) => new(async (request, wire) =>
    {
        if (request.Method == "GET")
        {
            await wire.AnswerAsync(200, Models);
            return;
        }

        Assert.True(JsonNode.Parse(request.Body)!["stream"]!.GetValue<bool>());
        await wire.BeginEventsAsync();
        await events(wire);
    });
}
