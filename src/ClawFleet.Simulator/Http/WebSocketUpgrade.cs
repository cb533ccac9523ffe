using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace ClawFleet.Simulator.Http;

/// <summary>The server's side of a WebSocket's opening (RFC 6455 §4.2).</summary>
internal static class WebSocketUpgrade
{
    private const string Magic = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    private static readonly TimeSpan PingInterval = TimeSpan.FromSeconds(30);

    /// <summary>Subprotocols that the client offers, in its order.</summary>
    public static IEnumerable<string> Subprotocols(HttpRequest request) =>
        (request.Header("Sec-WebSocket-Protocol") ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>The 101 response, after which <paramref name="serve"/> has the socket; 400 when the request opens no WebSocket.</summary>
    public static HttpResponse Answer(HttpRequest request, string? subprotocol, Func<WebSocket, CancellationToken, Task> serve)
    {
        var opens = request.Method == "GET"
            && (request.Header("Connection") ?? "").Contains("upgrade", StringComparison.OrdinalIgnoreCase)
            && string.Equals(request.Header("Upgrade"), "websocket", StringComparison.OrdinalIgnoreCase)
            && request.Header("Sec-WebSocket-Version") == "13";
        if (!opens || request.Header("Sec-WebSocket-Key") is not { Length: > 0 } key) return HttpResponse.Text(400, "Bad Request\n");

#pragma warning disable CA5350 // the protocol demands SHA-1 here, and nothing is kept secret by it
        var accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(key + Magic)));
#pragma warning restore CA5350
        List<(string, string)> headers = [("Upgrade", "websocket"), ("Connection", "Upgrade"), ("Sec-WebSocket-Accept", accept)];
        if (subprotocol is not null) headers.Add(("Sec-WebSocket-Protocol", subprotocol));
        return HttpResponse.Empty(101) with
        {
            Headers = headers,
            Takeover = async (stream, ct) =>
            {
                using var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = subprotocol, KeepAliveInterval = PingInterval });
                await serve(socket, ct).ConfigureAwait(false);
            },
        };
    }
}
