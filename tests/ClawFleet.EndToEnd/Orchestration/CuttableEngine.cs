using System.Collections.Concurrent;
using System.Net.Sockets;

namespace ClawFleet.EndToEnd.Orchestration;

/// <summary>A socket in front of the engine's that can be cut and mended: an engine that dies, without killing it for everybody.</summary>
internal sealed class CuttableEngine : IAsyncDisposable
{
    private readonly string _target;
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"clawfleet-{Guid.NewGuid():n}.sock");
    private readonly ConcurrentBag<Socket> _open = [];
    private Socket _listener;
    private Task _accepting;

    public CuttableEngine(string target)
    {
        _target = target;
        (_listener, _accepting) = Listen();
    }

    public string Address => $"unix://{_path}";

    /// <summary>Breaks every connection and takes no new one.</summary>
    public void Cut()
    {
        _listener.Dispose();
        File.Delete(_path);
        while (_open.TryTake(out var socket))
        {
            socket.Dispose();
        }
    }

    public void Mend() => (_listener, _accepting) = Listen();

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _accepting;
    }

    private (Socket, Task) Listen()
    {
        var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(_path));
        listener.Listen(128);
        return (listener, AcceptAsync(listener));
    }

    private async Task AcceptAsync(Socket listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync();
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                return;
            }

            var engine = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await engine.ConnectAsync(new UnixDomainSocketEndPoint(_target));
            _open.Add(client);
            _open.Add(engine);
            _ = PassAsync(client, engine);
            _ = PassAsync(engine, client);
        }
    }

    private static async Task PassAsync(Socket from, Socket to)
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var length)
            {
                await to.SendAsync(buffer.AsMemory(0, length));
            }

            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Cut.
        }
    }
}
