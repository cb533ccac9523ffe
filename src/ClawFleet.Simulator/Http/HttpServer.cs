using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClawFleet.Simulator.Http;

/// <summary>
/// A small HTTP/1.1 server straight on sockets.
/// </summary>
/// <remarks>
/// Own code because it is what the simulator needs and no more: Kestrel brings 10 MB and 15 MB of memory into every simulated member,
/// and HttpListener cannot bind one address of several without its own idea of prefixes, keeps no time limit on a slow header, and
/// cannot be told to finish what is under way and then stop. Keep-alive, chunked bodies, slow clients and hundreds of connections at
/// once are covered by the tests.
/// </remarks>
internal sealed class HttpServer : IDisposable
{
    private readonly Socket _listener;
    private readonly Func<HttpRequest, CancellationToken, ValueTask<HttpResponse>> _handler;
    private readonly HttpLimits _limits;
    private readonly ConcurrentDictionary<Task, byte> _connections = new();

    private HttpServer(Socket listener, Func<HttpRequest, CancellationToken, ValueTask<HttpResponse>> handler, HttpLimits limits)
    {
        _listener = listener;
        _handler = handler;
        _limits = limits;
    }

    public IPEndPoint LocalEndPoint => (IPEndPoint)_listener.LocalEndPoint!;

    /// <summary>Takes the port; connections wait in the backlog until <see cref="RunAsync"/>.</summary>
    /// <exception cref="SocketException">The address cannot be bound.</exception>
    public static HttpServer Listen(IPEndPoint endPoint, Func<HttpRequest, CancellationToken, ValueTask<HttpResponse>> handler, HttpLimits limits)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (endPoint.AddressFamily == AddressFamily.InterNetworkV6) listener.DualMode = endPoint.Address.Equals(IPAddress.IPv6Any);
            listener.Bind(endPoint);
            listener.Listen(512);
            return new HttpServer(listener, handler, limits);
        }
        catch
        {
            listener.Dispose();
            throw;
        }
    }

    /// <summary>Serves until <paramref name="stop"/>, then finishes the requests under way within <paramref name="grace"/>.</summary>
    public async Task RunAsync(TimeSpan grace, CancellationToken stop)
    {
        using var abort = new CancellationTokenSource();
        try
        {
            while (true)
            {
                var socket = await _listener.AcceptAsync(stop).ConfigureAwait(false);
                var connection = ServeAsync(socket, stop, abort.Token);
                if (connection.IsCompleted) continue;
                _connections.TryAdd(connection, 0);
                _ = connection.ContinueWith(done => _connections.TryRemove(done, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            _listener.Close();
        }
        abort.CancelAfter(grace);
        await Task.WhenAll(_connections.Keys).ConfigureAwait(false);
    }

    public void Dispose() => _listener.Dispose();

    private async Task ServeAsync(Socket socket, CancellationToken stop, CancellationToken abort)
    {
        using var owned = socket;
        socket.NoDelay = true;
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(stop, abort);
        try
        {
            var reader = new RequestReader(socket, ((IPEndPoint)socket.RemoteEndPoint!).Address, _limits);
            while (!stop.IsCancellationRequested)
            {
                HttpRequest? request;
                try
                {
                    request = await reader.ReadAsync(idle.Token).ConfigureAwait(false);
                }
                catch (HttpFault fault)
                {
                    await SendAsync(socket, HttpResponse.Text(fault.Status, fault.Message), head: false, keepAlive: false, abort).ConfigureAwait(false);
                    await DrainAsync(socket, abort).ConfigureAwait(false);
                    return;
                }
                if (request is null) return;
                var response = await _handler(request, abort).ConfigureAwait(false);
                if (response.Takeover is { } takeover)
                {
                    await SendAsync(socket, response, head: true, keepAlive: true, abort).ConfigureAwait(false);
                    var stream = new NetworkStream(socket, ownsSocket: false);
                    await using (stream.ConfigureAwait(false)) await takeover(stream, idle.Token).ConfigureAwait(false);
                    return;
                }
                var keepAlive = reader.KeepAlive && !stop.IsCancellationRequested;
                await SendAsync(socket, response, request.Method == "HEAD", keepAlive, abort).ConfigureAwait(false);
                if (!keepAlive) return;
            }
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The client went away, or the server is stopping: nobody is left to tell.
        }
    }

    private static async Task SendAsync(Socket socket, HttpResponse response, bool head, bool keepAlive, CancellationToken ct)
    {
        var text = new StringBuilder(256)
            .Append(CultureInfo.InvariantCulture, $"HTTP/1.1 {response.Status} {Reason(response.Status)}\r\n")
            .Append("Server: clawsim\r\n")
            .Append(CultureInfo.InvariantCulture, $"Date: {DateTimeOffset.UtcNow:R}\r\n");
        if (response.ContentType.Length > 0) text.Append(CultureInfo.InvariantCulture, $"Content-Type: {response.ContentType}\r\n");
        if (response.Takeover is null) text.Append(CultureInfo.InvariantCulture, $"Content-Length: {response.Body.Length}\r\n");
        foreach (var (name, value) in response.Headers) text.Append(CultureInfo.InvariantCulture, $"{name}: {value}\r\n");
        if (!keepAlive) text.Append("Connection: close\r\n");
        text.Append("\r\n");

        // One buffer, one send: a health answer is one packet.
        var body = head ? ReadOnlyMemory<byte>.Empty : response.Body;
        var message = new byte[text.Length + body.Length];
        Encoding.Latin1.GetBytes(text.ToString(), message);
        body.Span.CopyTo(message.AsSpan(text.Length));
        for (var sent = 0; sent < message.Length;) sent += await socket.SendAsync(message.AsMemory(sent), ct).ConfigureAwait(false);
        if (!keepAlive) socket.Shutdown(SocketShutdown.Send);
    }

    /// <summary>Reads away a little of what is still coming: a close with unread input is a reset, and the client might never see the answer.</summary>
    private static async Task DrainAsync(Socket socket, CancellationToken abort)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(abort);
        limit.CancelAfter(TimeSpan.FromSeconds(1));
        var scrap = new byte[4096];
        for (var left = 256; left > 0 && await socket.ReceiveAsync(scrap, limit.Token).ConfigureAwait(false) > 0; left--) { }
    }

    private static string Reason(int status) => status switch
    {
        101 => "Switching Protocols",
        200 => "OK",
        400 => "Bad Request",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        408 => "Request Timeout",
        409 => "Conflict",
        413 => "Content Too Large",
        429 => "Too Many Requests",
        431 => "Request Header Fields Too Large",
        500 => "Internal Server Error",
        501 => "Not Implemented",
        502 => "Bad Gateway",
        503 => "Service Unavailable",
        _ => "Status",
    };
}
