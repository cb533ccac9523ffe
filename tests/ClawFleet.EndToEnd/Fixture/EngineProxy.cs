using System.Net.Sockets;
using System.Text;

namespace ClawFleet.EndToEnd.Fixture;

/// <summary>Stands between the command and the real engine: passes everything through, until it is told to cut the line or to answer in the engine's place.</summary>
public sealed class EngineProxy : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _end = new();
    private readonly List<Socket> _open = [];
    private readonly Func<string, string?> _answer;
    private readonly Task _accepting;

    /// <param name="path">Where to listen.</param>
    /// <param name="answer">Given the first line of a request (<c>POST /v1.41/containers/create?name=x HTTP/1.1</c>), the message of a 500 in the engine's place, or null to pass it on.</param>
    public EngineProxy(string path, Func<string, string?>? answer = null)
    {
        _answer = answer ?? (_ => null);
        Address = "unix://" + path;
        _listener.Bind(new UnixDomainSocketEndPoint(path));
        _listener.Listen();
        _accepting = AcceptAsync();
    }

    public string Address { get; }

    /// <summary>First lines of the requests that came by.</summary>
    public List<string> Requests { get; } = [];

    /// <summary>The engine dies: every connection breaks, and no new one is taken.</summary>
    public void Cut()
    {
        _listener.Dispose();
        lock (_open)
        {
            foreach (var socket in _open)
            {
                socket.Dispose();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        Cut();
        await _accepting;
        _end.Dispose();
    }

    private static string RealEngine => Environment.GetEnvironmentVariable("DOCKER_HOST") is { } host && host.StartsWith("unix://", StringComparison.Ordinal) ? host["unix://".Length..] : "/var/run/docker.sock";

    private async Task AcceptAsync()
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                serving.Add(ServeAsync(await _listener.AcceptAsync(_end.Token)));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }

        await Task.WhenAll(serving);
    }

    private async Task ServeAsync(Socket client)
    {
        var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        lock (_open)
        {
            _open.Add(client);
            _open.Add(engine);
        }

        try
        {
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(RealEngine), _end.Token);
            await Task.WhenAny(RequestsAsync(client, engine), PassAsync(engine, client));
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
        finally
        {
            client.Dispose();
            engine.Dispose();
        }
    }

    private async Task RequestsAsync(Socket client, Socket engine)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await client.ReceiveAsync(buffer, SocketFlags.None, _end.Token)) > 0)
            {
                if (FirstLine(buffer.AsSpan(0, read)) is { } line)
                {
                    lock (Requests)
                    {
                        Requests.Add(line);
                    }

                    if (_answer(line) is { } message)
                    {
                        var body = $$"""{"message":"{{message}}"}""";
                        await client.SendAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 500 Internal Server Error\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n{body}"), SocketFlags.None, _end.Token);
                        // The request's body may still be on its way: closing before it is read would break the line under the answer.
                        client.Shutdown(SocketShutdown.Send);
                        while (await client.ReceiveAsync(buffer, SocketFlags.None, _end.Token) > 0)
                        {
                        }

                        return;
                    }
                }

                await engine.SendAsync(buffer.AsMemory(0, read), SocketFlags.None, _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    private async Task PassAsync(Socket from, Socket to)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await from.ReceiveAsync(buffer, SocketFlags.None, _end.Token)) > 0)
            {
                await to.SendAsync(buffer.AsMemory(0, read), SocketFlags.None, _end.Token);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
        }
    }

    /// <summary>A request's head comes in one piece, since clients write it so.</summary>
    private static string? FirstLine(ReadOnlySpan<byte> data)
    {
        if (!(data.StartsWith("GET "u8) || data.StartsWith("POST "u8) || data.StartsWith("DELETE "u8) || data.StartsWith("HEAD "u8))) return null;

        var end = data.IndexOf((byte)'\r');
        return end < 0 ? null : Encoding.ASCII.GetString(data[..end]);
    }
}
