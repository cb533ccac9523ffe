using System.Net;
using System.Net.WebSockets;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.PicoClaw.PicoClawFleetMember;

namespace ClawFleet.Simulator.Tests.PicoClaw;

public sealed class PicoClawChats : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_answer_comes_after_typing_and_carries_its_usage()
    {
        await using var picoclaw = Gateway(_folder, Config);
        await picoclaw.ListeningAsync();
        using var chat = await PicoClawClient.OpenAsync(picoclaw, "desk");

        var first = await chat.AskAsync("hello");
        Assert.Contains("Turn 1 of this conversation; you said: hello", (string?)first["content"], StringComparison.Ordinal);
        Assert.NotNull(first["context_usage"]);
        Assert.Contains("Turn 2", (string?)(await chat.AskAsync("again"))["content"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_conversation_goes_on_after_a_restart()
    {
        foreach (var turn in new[] { "Turn 1", "Turn 2" })
        {
            await using var picoclaw = Gateway(_folder, Config);
            await picoclaw.ListeningAsync();
            using var chat = await PicoClawClient.OpenAsync(picoclaw, "desk");
            Assert.Contains(turn, (string?)(await chat.AskAsync("hello"))["content"], StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Without_a_model_the_answer_is_an_error_without_usage()
    {
        await using var picoclaw = Gateway(_folder, WithoutModel);
        await picoclaw.ListeningAsync();
        using var chat = await PicoClawClient.OpenAsync(picoclaw, "desk");

        var answer = await chat.AskAsync("hello");
        Assert.StartsWith("Error processing message", (string?)answer["content"], StringComparison.Ordinal);
        Assert.Null(answer["context_usage"]);
    }

    [Fact]
    public async Task An_answer_goes_to_the_session_it_was_asked_for_and_to_nobody_else()
    {
        await using var picoclaw = Gateway(_folder, Config);
        await picoclaw.ListeningAsync();
        using var asking = await PicoClawClient.OpenAsync(picoclaw, "a");
        using var listening = await PicoClawClient.OpenAsync(picoclaw, "b");

        // The handshake is answered before the connection is one of its session's; a pong comes after.
        await listening.SendAsync("""{"type":"ping","id":"b"}""");
        Assert.Equal("pong", (string?)(await listening.ReceiveAsync())["type"]);
        await asking.SendAsync("""{"type":"message.send","session_id":"b","payload":{"content":"for b"}}""");

        Assert.Equal("typing.start", (string?)(await listening.ReceiveAsync())["type"]);
        await asking.SendAsync("""{"type":"ping","id":"p"}""");
        var pong = await asking.ReceiveAsync();
        Assert.Equal(("pong", "p"), ((string?)pong["type"], (string?)pong["id"]));
    }

    [Theory]
    [InlineData("not json", "invalid_message")]
    [InlineData("""{"type":"message.guess"}""", "unknown_type")]
    [InlineData("""{"type":"message.send","payload":{"content":" "}}""", "empty_content")]
    [InlineData("""{"type":"message.send","payload":{"content":"see","media":["http://x/a.png"]}}""", "invalid_media")]
    public async Task A_frame_it_cannot_take_is_answered_with_the_reason(string frame, string code)
    {
        await using var picoclaw = Gateway(_folder, Config);
        await picoclaw.ListeningAsync();
        using var chat = await PicoClawClient.OpenAsync(picoclaw, "desk");
        await chat.SendAsync(frame);

        var error = await chat.ReceiveAsync();
        Assert.Equal(("error", code), ((string?)error["type"], (string?)error["payload"]!["code"]));
    }

    [Fact]
    public async Task The_token_may_come_as_a_subprotocol()
    {
        await using var picoclaw = Gateway(_folder, Config);
        await picoclaw.ListeningAsync();
        using var chat = await PicoClawClient.OpenAsync(picoclaw, "desk", options => options.AddSubProtocol("token." + Token));

        Assert.Equal("token." + Token, chat.Subprotocol);
        await chat.AskAsync("hello");
    }

    [Fact]
    public async Task Without_the_right_token_it_is_401_before_anything_else()
    {
        await using var picoclaw = Gateway(_folder, Config);
        var http = await picoclaw.ListeningAsync();

        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/pico/ws")).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("/pico/ws?token=" + Token)).StatusCode);
        await Assert.ThrowsAsync<WebSocketException>(() => PicoClawClient.OpenAsync(picoclaw, "desk", options => options.SetRequestHeader("Authorization", "Bearer wrong")));
    }

    [Fact]
    public async Task The_right_token_without_a_handshake_is_400()
    {
        await using var picoclaw = Gateway(_folder, Config);
        Assert.Equal(HttpStatusCode.BadRequest, (await (await picoclaw.ListeningAsync(Token)).GetAsync("/pico/ws")).StatusCode);
    }
}
