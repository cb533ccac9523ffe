using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Chat.PicoClaw;
using ClawFleet.Chat.Tests.Support;

namespace ClawFleet.Chat.Tests;

public sealed class PicoTests
{
    private const string Final = """{"type":"message.create","payload":{"message_id":"2","content":"Hi.","context_usage":{"used":1}}}""";

    [Fact]
    public async Task The_last_ordinary_message_carries_its_usage()
    {
        await using var member = Pico(
            """{"type":"typing.start"}""",
            """{"type":"message.create","payload":{"message_id":"0","content":"hm","thought":true}}""",
            """{"type":"message.create","payload":{"message_id":"0","content":"…","placeholder":true}}""",
            """{"type":"message.create","payload":{"message_id":"0","content":"thinking","kind":"thought"}}""",
            """{"type":"typing.stop"}""",
            """{"type":"message.create","payload":{"message_id":"1","content":"I look it up."}}""",
            """{"type":"message.create","payload":{"message_id":"1","kind":"tool_calls","tool_calls":[{}]}}""",
            Final);
        Assert.Equal("Hi.", await AskAsync(member));
        Assert.Equal("/pico/ws?session_id=desk", member.Requests[0].Path);
        Assert.Equal("Bearer token-of-the-member", member.Requests[0].Headers["Authorization"]);
    }

    [Fact]
    public async Task Frames_arrive_whole_however_they_are_cut()
    {
        await using var member = new Member(async (request, wire) =>
        {
            using var socket = await AcceptAsync(request, wire);
            await HearAsync(socket);
            var bytes = Encoding.UTF8.GetBytes(Final.Replace("Hi.", "Grüß Gott 🦀", StringComparison.Ordinal));
            for (var i = 0; i < bytes.Length; i++)
            {
                await socket.SendAsync(bytes.AsMemory(i, 1), WebSocketMessageType.Text, i == bytes.Length - 1, CancellationToken.None);
            }

            await wire.NeverAsync();
        });
        Assert.Equal("Grüß Gott 🦀", await AskAsync(member));
    }

    [Fact]
    public async Task A_late_message_without_usage_counts_after_a_silence()
    {
        await using var member = Pico("""{"type":"typing.start"}""", """{"type":"message.create","payload":{"message_id":"1","content":"From the tool."}}""", """{"type":"typing.stop"}""");
        Assert.Equal("From the tool.", await AskAsync(member));
    }

    [Fact]
    public async Task A_message_that_was_changed_counts_as_it_is_now()
    {
        await using var member = Pico(
            """{"type":"message.create","payload":{"message_id":"1","content":"Hel"}}""",
            """{"type":"message.update","payload":{"message_id":"1","content":"Hello."}}""");
        Assert.Equal("Hello.", await AskAsync(member));
    }

    [Theory]
    [InlineData("""{"type":"message.create","payload":{"message_id":"1","content":"Error processing message: the model fell over"}}""", ChatFailure.Failed, "failed the turn: the model fell over")]
    [InlineData("""{"type":"message.create","payload":{"message_id":"1","content":"Error processing message: no default model configured"}}""", ChatFailure.NoModel, "has no model to ask")]
    [InlineData("""{"type":"error","payload":{"code":"empty_content","message":"content is empty"}}""", ChatFailure.Failed, "failed the turn: content is empty")]
    [InlineData("not json", ChatFailure.Malformed, "not of its protocol")]
    internal async Task A_fault_is_told(string frame, ChatFailure failure, string words)
    {
        await using var member = Pico(frame);
        var fault = await Assert.ThrowsAsync<ChatException>(() => AskAsync(member));
        Assert.Equal(failure, fault.Failure);
        Assert.Contains(words, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_connection_that_is_cut_is_told()
    {
        await using var member = new Member(async (request, wire) =>
        {
            using var socket = await AcceptAsync(request, wire);
            await HearAsync(socket);
            wire.Cut();
        });
        Assert.Equal(ChatFailure.Unreachable, (await Assert.ThrowsAsync<ChatException>(() => AskAsync(member))).Failure);
    }

    [Fact]
    public async Task The_message_goes_under_the_name_of_its_conversation()
    {
        var said = new TaskCompletionSource<string>();
        await using var member = new Member(async (request, wire) =>
        {
            using var socket = await AcceptAsync(request, wire);
            said.SetResult(await HearAsync(socket));
            await SayAsync(socket, Final);
            await wire.NeverAsync();
        });
        await AskAsync(member);
        var frame = JsonNode.Parse(await said.Task)!;
        Assert.Equal(("message.send", "desk", "hello"), ((string?)frame["type"], (string?)frame["session_id"], (string?)frame["payload"]!["content"]));
    }

    private static async Task<string> AskAsync(Member member)
    {
        using var client = new PicoClient(member.At("/pico/ws")) { Quiet = TimeSpan.FromMilliseconds(50), LongQuiet = TimeSpan.FromMilliseconds(150) };
        return (await client.AskAsync(new ChatRequest("hello") { Session = "desk" }, TestContext.Current.CancellationToken)).Text;
    }

    private static Member Pico(params string[] frames) => new(async (request, wire) =>
    {
        using var socket = await AcceptAsync(request, wire);
        await HearAsync(socket);
        foreach (var frame in frames)
        {
            await SayAsync(socket, frame);
        }

        await wire.NeverAsync();
    });

    private static async Task<WebSocket> AcceptAsync(Received request, Wire wire)
    {
#pragma warning disable CA5350 // the handshake of RFC 6455 is SHA-1
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(request.Headers["Sec-WebSocket-Key"] + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11")));
#pragma warning restore CA5350
        await wire.WriteAsync($"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\n\r\n");
        return WebSocket.CreateFromStream(wire.Stream, new WebSocketCreationOptions { IsServer = true });
    }

    private static async Task<string> HearAsync(WebSocket socket)
    {
        var buffer = new byte[4096];
        var heard = await socket.ReceiveAsync(buffer.AsMemory(), CancellationToken.None);
        return Encoding.UTF8.GetString(buffer, 0, heard.Count);
    }

    private static Task SayAsync(WebSocket socket, string frame) => socket.SendAsync(Encoding.UTF8.GetBytes(frame), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
}
