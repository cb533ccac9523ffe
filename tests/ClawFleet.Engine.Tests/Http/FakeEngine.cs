using System.Net.Sockets;
using System.Text;

namespace ClawFleet.Engine.Tests.Http;

/// <summary>A server on a Unix socket that answers as told, and breaks as told. It answers <c>/_ping</c> itself.</summary>
internal sealed class FakeEngine : IAsyncDisposable
{
    public const string Chunked = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("clawfleet-fake-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Func<string, Socket, CancellationToken, Task> _answer;
    private readonly Task _serving;
    private readonly string _ping;

    /// <param name="answer">Gets the request's first line and the connection, which is closed when it returns, unless the request's path has <c>keep</c> in it.</param>
    public FakeEngine(Func<string, Socket, CancellationToken, Task> answer, string ping = "Api-Version: 1.41\r\n")
    {
        _answer = answer;
        _ping = ping;
        _listener.Bind(new UnixDomainSocketEndPoint(Socket));
        _listener.Listen();
        _serving = ServeAsync();
        Engine = new DockerEngine("unix://" + Socket);
    }

    public string Socket => Path.Combine(_folder, "engine.sock");
    public DockerEngine Engine { get; }

    /// <summary>First lines of all requests, in order.</summary>
    public List<string> Requests { get; } = [];

    public int Connections { get; private set; }

    public static Task SendAsync(Socket connection, string text) => connection.SendAsync(Encoding.UTF8.GetBytes(text));

    /// <param name="close">Says that the connection is closed after this, so that no other call is sent on it.</param>
    public static Task AnswerAsync(Socket connection, int status, string body, bool close = true) =>
        SendAsync(connection, $"HTTP/1.1 {status} X\r\n{(close ? "Connection: close\r\n" : "")}Content-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}");

    public static string Chunk(string text) => $"{Encoding.UTF8.GetByteCount(text):x}\r\n{text}\r\n";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _serving;
        await Engine.DisposeAsync();
        _stop.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptAsync(_stop.Token)));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task ServeAsync(Socket connection)
    {
        Connections++;
        using (connection)
        {
            try
            {
                while (await ReadRequestAsync(connection) is { } request)
                {
                    lock (Requests)
                        Requests.Add(request);
                    if (request.Contains("/_ping", StringComparison.Ordinal))
                    {
                        await SendAsync(connection, $"HTTP/1.1 200 OK\r\n{_ping}Content-Length: 2\r\n\r\nOK");
                        continue;
                    }
                    await _answer(request, connection, _stop.Token);
                    if (!request.Contains("keep", StringComparison.Ordinal))
                        return;
                }
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The client went away, or the test ended.
            }
        }
    }

    private async Task<string?> ReadRequestAsync(Socket connection)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await connection.ReceiveAsync(one, _stop.Token) == 0)
                return null;
            head.Append((char)one[0]);
        }
        var lines = head.ToString().Split("\r\n");
        var length = lines.Where(l => l.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase)).Select(l => int.Parse(l.Split(':')[1])).FirstOrDefault();
        for (; length > 0; length--)
            await connection.ReceiveAsync(one, _stop.Token);
        return lines[0];
    }
}
