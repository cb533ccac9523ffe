using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClawFleet.Init.Tests.Support;

/// <summary>A small HTTP server in the place of the runtime: answers by path, and keeps the heads it got.</summary>
internal sealed class FakeUpstream : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentDictionary<string, Func<Socket, string, byte[], Task>> _paths = new(StringComparer.Ordinal);

    public FakeUpstream(int port)
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        _listener.Listen();
        _ = AcceptAsync();
    }

    public ConcurrentQueue<string> Heads { get; } = new();

    public FakeUpstream Answers(string path, int status, string body)
    {
        _paths[path] = (socket, _, _) => SendAsync(socket, $"HTTP/1.1 {status} X\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");
        return this;
    }

    /// <param name="handler">Gets the connection, the head and what came after it.</param>
    public FakeUpstream Handles(string path, Func<Socket, string, byte[], Task> handler)
    {
        _paths[path] = handler;
        return this;
    }

    public static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text));

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = ServeAsync(await _listener.AcceptAsync());
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using (socket)
        {
            try
            {
                var bytes = new MemoryStream();
                var buffer = new byte[4096];
                int end;
                while ((end = Encoding.Latin1.GetString(bytes.ToArray()).IndexOf("\r\n\r\n", StringComparison.Ordinal)) < 0)
                {
                    var count = await socket.ReceiveAsync(buffer);
                    if (count == 0)
                    {
                        return;
                    }

                    bytes.Write(buffer, 0, count);
                }

                var head = Encoding.Latin1.GetString(bytes.ToArray(), 0, end);
                Heads.Enqueue(head);
                var path = head.Split(' ')[1];
                if (_paths.TryGetValue(path, out var handler))
                {
                    await handler(socket, head, bytes.ToArray()[(end + 4)..]);
                }
                else
                {
                    await SendAsync(socket, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
                }

                socket.Shutdown(SocketShutdown.Send);
            }
            catch (SocketException)
            {
                // The front closed the connection; the test looks at its own side.
            }
        }
    }
}
