using System.Net;
using System.Net.Sockets;
using System.Text;

namespace ClawFleet.Chat.Tests.Support;

/// <summary>A member that says exactly the bytes a test wants, as they come on the wire: one connection after the other on 127.0.0.1.</summary>
internal sealed class Member : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _serving;
    private readonly Func<Received, Wire, Task> _answer;

    /// <param name="answer">Called for each request; what it does not write is not answered. The connection closes after it.</param>
    public Member(Func<Received, Wire, Task> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    public List<Received> Requests { get; } = [];

    public Uri Address => new($"http://{_listener.LocalEndpoint}");

    public static Member Saying(int status, string body, string type = "application/json") => new((_, wire) => wire.AnswerAsync(status, body, type));

    public ChatEndpoint At(string path, bool? hasModel = null) => new(Address, path, "token-of-the-member") { HasModel = hasModel };

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving;
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        var open = new List<Task>();
        try
        {
            while (true)
            {
                open.Add(HandleAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or InvalidOperationException) // Not listening any more, whichever way that shows.
        {
            await Task.WhenAll(open);
        }
    }

    private async Task HandleAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                var stream = client.GetStream();
                var request = await Received.ReadAsync(stream, _stop.Token);
                lock (Requests)
                {
                    Requests.Add(request);
                }

                await _answer(request, new Wire(stream, client, _stop.Token));
            }
            catch (Exception e) when (e is IOException or OperationCanceledException or ObjectDisposedException)
            {
                // The client went first.
            }
        }
    }
}

/// <summary>What the client sent.</summary>
internal sealed record Received(string Method, string Path, IReadOnlyDictionary<string, string> Headers, string Body)
{
    public static async Task<Received> ReadAsync(Stream stream, CancellationToken ct)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, ct) == 0) throw new IOException("the client left");

            head.Append((char)one[0]);
        }

        var lines = head.ToString().Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        var headers = lines[1..].Select(l => l.Split(": ", 2)).ToDictionary(p => p[0], p => p[1], StringComparer.OrdinalIgnoreCase);
        var body = new byte[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, System.Globalization.CultureInfo.InvariantCulture) : 0];
        await stream.ReadExactlyAsync(body, ct);
        var request = lines[0].Split(' ');
        return new Received(request[0], request[1], headers, Encoding.UTF8.GetString(body));
    }
}

/// <summary>The way back to the client.</summary>
internal sealed class Wire(Stream stream, TcpClient client, CancellationToken ct)
{
    public Stream Stream => stream;

    public Task AnswerAsync(int status, string body, string type = "application/json")
        => WriteAsync($"HTTP/1.1 {status} X\r\nContent-Type: {type}\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\nConnection: close\r\n\r\n{body}");

    /// <summary>The head of an event stream that ends with the connection.</summary>
    public Task BeginEventsAsync() => WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream; charset=utf-8\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n");

    /// <summary>One chunk of the event stream: any bytes, whole events or not.</summary>
    public async Task ChunkAsync(ReadOnlyMemory<byte> bytes)
    {
        await WriteAsync($"{bytes.Length:x}\r\n");
        await stream.WriteAsync(bytes, ct);
        await WriteAsync("\r\n");
        await stream.FlushAsync(ct);
    }

    public Task ChunkAsync(string text) => ChunkAsync(Encoding.UTF8.GetBytes(text));

    public Task EndEventsAsync() => WriteAsync("0\r\n\r\n");

    /// <summary>Every byte in a chunk of its own.</summary>
    public async Task ByteByByteAsync(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        for (var i = 0; i < bytes.Length; i++)
        {
            await ChunkAsync(bytes.AsMemory(i, 1));
        }
    }

    public Task WriteAsync(string text) => stream.WriteAsync(Encoding.UTF8.GetBytes(text), ct).AsTask();

    /// <summary>Says nothing until the test ends.</summary>
    public Task NeverAsync() => Task.Delay(Timeout.Infinite, ct);

    /// <summary>Cuts the connection as a killed process does: by a reset.</summary>
    public void Cut()
    {
        client.LingerState = new LingerOption(true, 0);
        client.Close();
    }
}
