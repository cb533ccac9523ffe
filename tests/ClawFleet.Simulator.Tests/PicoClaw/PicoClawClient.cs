using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Tests.Processes;

namespace ClawFleet.Simulator.Tests.PicoClaw;

/// <summary>A client of the chat, frame by frame.</summary>
internal sealed class PicoClawClient(ClientWebSocket socket) : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    public string? Subprotocol => socket.SubProtocol;

    public static async Task<PicoClawClient> OpenAsync(SimulatorProcess picoclaw, string session, Action<ClientWebSocketOptions>? authorize = null)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        if (authorize is null) socket.Options.SetRequestHeader("Authorization", $"Bearer {PicoClawFleetMember.Token}");
        else authorize(socket.Options);
        using var limit = new CancellationTokenSource(Deadline);
        await socket.ConnectAsync(new Uri($"ws://{picoclaw.Http.BaseAddress!.Authority}/pico/ws?session_id={session}"), limit.Token);
        return new PicoClawClient(socket);
    }

    public async Task SendAsync(string text)
    {
        using var limit = new CancellationTokenSource(Deadline);
        await socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, limit.Token);
    }

    public async Task<JsonNode> ReceiveAsync()
    {
        using var limit = new CancellationTokenSource(Deadline);
        var buffer = new byte[64 * 1024];
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), limit.Token);
            length += part.Count;
            if (part.EndOfMessage) return JsonNode.Parse(Encoding.UTF8.GetString(buffer, 0, length))!;
        }
    }

    /// <summary>Sends one message and reads up to the answer.</summary>
    public async Task<JsonNode> AskAsync(string content)
    {
        await SendAsync($$$"""{"type":"message.send","id":"1","payload":{"content":"{{{content}}}"}}""");
        Assert.Equal("typing.start", (string?)(await ReceiveAsync())["type"]);
        Assert.Equal("typing.stop", (string?)(await ReceiveAsync())["type"]);
        var answer = await ReceiveAsync();
        Assert.Equal("message.create", (string?)answer["type"]);
        return answer["payload"]!;
    }

    public void Dispose() => socket.Dispose();
}
