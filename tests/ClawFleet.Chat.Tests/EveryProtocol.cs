using System.Net;
using System.Net.Sockets;
using ClawFleet.Chat.Tests.Support;

namespace ClawFleet.Chat.Tests;

/// <summary>What goes wrong is told alike in every protocol over HTTP.</summary>
public sealed class EveryProtocol
{
    public static TheoryData<string, string> OverHttp => new()
    {
        { "openai-chat", "/v1/chat/completions" },
        { "responses", "/api/v1/responses" },
        { "a2a", "/a2a/main" },
        { "microclaw-a2a", "/api/a2a/message" },
        { "webhook", "/webhook" },
        { "nanoclaw", "/chat" },
    };

    public static TheoryData<string, string> All => new(OverHttp.Select(row => row.Data).Append(("pico", "/pico/ws")));

    [Theory]
    [MemberData(nameof(All))]
    public async Task Nobody_there_is_told_with_the_address(string protocol, string path)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        taken.Stop();
        var fault = await Asking.FailsAsync(protocol, new ChatEndpoint(new Uri($"http://127.0.0.1:{port}"), path, "t"));
        Assert.Equal(ChatFailure.Unreachable, fault.Failure);
        Assert.StartsWith($"does not answer at http://127.0.0.1:{port} (", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_wrong_token_is_told_as_that(string protocol, string path)
    {
        await using var member = Member.Saying(401, """{"error":{"message":"no"}}""");
        var fault = await Asking.FailsAsync(protocol, member.At(path));
        Assert.Equal(ChatFailure.Unauthorized, fault.Failure);
        Assert.StartsWith("refuses the API token (401)", fault.Message, StringComparison.Ordinal);
        Assert.Equal("Bearer token-of-the-member", member.Requests[0].Headers["Authorization"]);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Without_a_token_the_remedy_is_another(string protocol, string path)
    {
        await using var member = Member.Saying(401, "");
        var fault = await Asking.FailsAsync(protocol, member.At(path) with { Token = null });
        Assert.Contains("set CLAWFLEET_API_TOKEN", fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Authorization", member.Requests[0].Headers.Keys, StringComparer.OrdinalIgnoreCase);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task Too_many_messages_are_told_as_that(string protocol, string path)
    {
        await using var member = Member.Saying(429, "slow down");
        Assert.Equal(ChatFailure.RateLimited, (await Asking.FailsAsync(protocol, member.At(path))).Failure);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_route_that_is_not_there_is_told_with_its_path(string protocol, string path)
    {
        await using var member = Member.Saying(404, "");
        var fault = await Asking.FailsAsync(protocol, member.At(path));
        Assert.Equal(ChatFailure.Refused, fault.Failure);
        Assert.StartsWith($"has no chat at {path} (404)", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OverHttp))]
    public async Task A_failed_turn_says_what_the_runtime_says(string protocol, string path)
    {
        await using var member = Member.Saying(500, """{"error":{"message":"the model fell over"}}""");
        var fault = await Asking.FailsAsync(protocol, member.At(path));
        Assert.Equal((ChatFailure.Failed, "failed the turn (500: the model fell over)"), (fault.Failure, fault.Message));
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_member_without_a_model_is_told_so_with_the_remedy(string protocol, string path)
    {
        await using var member = Member.Saying(502, """{"error":{"message":"An internal error occurred."}}""");
        var fault = await Asking.FailsAsync(protocol, member.At(path, hasModel: false));
        Assert.Equal(ChatFailure.NoModel, fault.Failure);
        Assert.Contains("give it `provider:` and `model:` in clawden.yaml", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(OverHttp))]
    public async Task A_member_without_a_model_that_fails_for_another_cause_says_that_first(string protocol, string path)
    {
        await using var member = Member.Saying(500, """{"error":{"message":"no space left on device"}}""");
        var fault = await Asking.FailsAsync(protocol, member.At(path, hasModel: false));
        Assert.Equal((ChatFailure.Failed, "failed the turn (500: no space left on device); nor has it a model to ask: give it `provider:` and `model:` in clawden.yaml and run 'clawden up'"), (fault.Failure, fault.Message));
    }

    [Theory]
    [MemberData(nameof(OverHttp))]
    public async Task A_member_with_a_model_is_never_told_to_have_none(string protocol, string path)
    {
        foreach (var said in new[] { "An internal error occurred.", "No API key found for provider openai", "needs_quickstart", "" })
        {
            await using var member = Member.Saying(500, "{\"error\":{\"message\":\"" + said + "\"}}");
            var fault = await Asking.FailsAsync(protocol, member.At(path, hasModel: true));
            Assert.Equal(ChatFailure.Failed, fault.Failure);
            Assert.Contains(said, fault.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("model to ask", fault.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(OverHttp))]
    public async Task An_answer_that_is_no_answer_is_told_as_that(string protocol, string path)
    {
        foreach (var body in new[] { "<html>", "[]", "42", """{"unexpected":true}""" })
        {
            await using var member = Member.Saying(200, body, "text/html");
            Assert.True(await Asking.FailsAsync(protocol, member.At(path)) is { Failure: ChatFailure.Malformed or ChatFailure.Empty }, body);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_connection_that_is_cut_before_the_answer_is_told_as_that(string protocol, string path)
    {
        await using var member = new Member((_, wire) =>
        {
            wire.Cut();
            return Task.CompletedTask;
        });
        Assert.Equal(ChatFailure.Unreachable, (await Asking.FailsAsync(protocol, member.At(path))).Failure);
    }

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_turn_can_be_given_up(string protocol, string path)
    {
        var asked = new TaskCompletionSource();
        await using var member = new Member(async (_, wire) =>
        {
            asked.TrySetResult();
            await wire.NeverAsync();
        });
        using var stop = new CancellationTokenSource();
        using var client = ChatClients.Open(protocol, member.At(path));
        var turn = client.AskAsync(new ChatRequest("hello"), stop.Token);
        await asked.Task;
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => turn);
    }

    [Fact]
    public void A_protocol_that_is_not_known_is_refused() => Assert.Throws<ArgumentException>(() => ChatClients.Open("telepathy", new ChatEndpoint(new Uri("http://127.0.0.1:1"), "/", null)));
}
