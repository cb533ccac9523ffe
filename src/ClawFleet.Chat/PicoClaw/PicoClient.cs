using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using ClawFleet.Chat.Http;

namespace ClawFleet.Chat.PicoClaw;

/// <summary>
/// PicoClaw's WebSocket, <c>/pico/ws</c>: JSON text frames, one connection a conversation, since replies go only to connections made under the conversation's name.
/// Source: <c>pkg/channels/pico/{pico,protocol}.go</c>.
/// </summary>
internal sealed class PicoClient(ChatEndpoint endpoint) : IChatClient
{
    private const int MostBytes = 32 << 20;
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(30);

    /// <summary>Silence after which a fault (or an answer that does not say that it is the last one) counts as the answer.</summary>
    public TimeSpan Quiet { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>The same while the agent may still be at work with tools.</summary>
    public TimeSpan LongQuiet { get; init; } = TimeSpan.FromSeconds(10);

    public async Task<ChatReply> AskAsync(ChatRequest request, CancellationToken ct)
    {
        var session = request.Session ?? "clawden-" + Guid.NewGuid().ToString("N");
        using var socket = await ConnectAsync(session, ct).ConfigureAwait(false);
        var message = new JsonObject
        {
            ["type"] = "message.send",
            ["id"] = Guid.NewGuid().ToString("N"),
            ["session_id"] = session,
            ["payload"] = new JsonObject { ["content"] = request.Text },
        };
        try
        {
            await socket.SendAsync(Encoding.UTF8.GetBytes(message.ToJsonString()), WebSocketMessageType.Text, endOfMessage: true, ct).ConfigureAwait(false);
            var text = await ListenAsync(socket, ct).ConfigureAwait(false);
            return endpoint.Reply(text);
        }
        catch (WebSocketException e)
        {
            throw Faults.Cut(e);
        }
    }

    public void Dispose()
    {
        // Each turn has a connection of its own.
    }

    private async Task<string> ListenAsync(ClientWebSocket socket, CancellationToken ct)
    {
        var turn = new PicoTurn(endpoint);
        var next = ReadAsync(socket, ct);
        while (true)
        {
            if (turn.Silence(Quiet, LongQuiet) is { } silence && await Task.WhenAny(next, Task.Delay(silence, ct)).ConfigureAwait(false) != next)
            {
                ct.ThrowIfCancellationRequested();
                return turn.Conclude();
            }

            if (await next.ConfigureAwait(false) is not { } frame)
            {
                return turn.HasText ? turn.Conclude() : throw Faults.Cut(null);
            }

            turn.Take(Json.Object(frame));
            if (turn.IsFinal)
            {
                return turn.Conclude();
            }

            next = ReadAsync(socket, ct);
        }
    }

    /// <returns>Null when the other side closed.</returns>
    private static async Task<string?> ReadAsync(ClientWebSocket socket, CancellationToken ct)
    {
        var buffer = new byte[8192];
        using var frame = new MemoryStream();
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(), ct).ConfigureAwait(false);
            if (part.MessageType == WebSocketMessageType.Close)
            {
                return null;
            }

            frame.Write(buffer.AsSpan(0, part.Count));
            if (frame.Length > MostBytes)
            {
                throw Faults.Malformed("a frame of more than 32 MiB");
            }

            if (part.EndOfMessage)
            {
                return Encoding.UTF8.GetString(frame.GetBuffer().AsSpan(0, (int)frame.Length));
            }
        }
    }

    private async Task<ClientWebSocket> ConnectAsync(string session, CancellationToken ct)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        socket.Options.CollectHttpResponseDetails = true;
        if (endpoint.Token is { } token)
        {
            socket.Options.SetRequestHeader("Authorization", "Bearer " + token);
        }

        var url = new UriBuilder(endpoint.Url) { Scheme = endpoint.Address.Scheme == "https" ? "wss" : "ws", Query = "session_id=" + Uri.EscapeDataString(session) };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(ConnectTimeout);
        try
        {
            await socket.ConnectAsync(url.Uri, deadline.Token).ConfigureAwait(false);
            return socket;
        }
        catch (Exception e) when (e is WebSocketException || (e is OperationCanceledException && !ct.IsCancellationRequested))
        {
            var status = socket.HttpStatusCode;
            socket.Dispose();
            throw (int)status is 0 or 101 ? Faults.Unreachable(endpoint, e.InnerException ?? e)
                : (int)status == 503 ? new ChatException(ChatFailure.RateLimited, "takes no more connections for now (503)", e)
                : Faults.Status(endpoint, status, "");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
