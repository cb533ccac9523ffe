using System.Net;
using System.Net.Sockets;
using ClawFleet.Runtimes;

namespace ClawFleet.Init.Health;

/// <summary>
/// Stands on the member's port before a runtime that has no <c>/health</c> of its own: answers that, and passes everything else through to the runtime byte for byte.
/// </summary>
internal sealed class HealthFront : IDisposable
{
    /// <summary>Connections whose request has not come yet. Beyond it the oldest is closed, so slow clients cannot keep <c>/health</c> from being heard.</summary>
    private const int WaitingLimit = 1024;

    private readonly Socket _listener;
    private readonly Supervision _supervision;
    private readonly UpstreamHealth _health;
    private readonly LinkedList<FrontConnection> _waiting = new();
    private readonly Lock _gate = new();

    private HealthFront(Socket listener, Supervision supervision) =>
        (_listener, _supervision, _health) = (listener, supervision, new UpstreamHealth(supervision));

    /// <exception cref="InitException">The port cannot be had.</exception>
    public static HealthFront Listen(int port, Supervision supervision)
    {
        // One socket for IPv4 and IPv6; IPv4 alone where the kernel has no other.
        var dual = Socket.OSSupportsIPv6;
        var listener = new Socket(dual ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            if (dual)
            {
                listener.DualMode = true;
            }

            listener.Bind(new IPEndPoint(dual ? IPAddress.IPv6Any : IPAddress.Any, port));
            listener.Listen(512);
            return new HealthFront(listener, supervision);
        }
        catch (SocketException e)
        {
            listener.Dispose();
            throw new InitException(ExitCode.Unavailable, $"port {port} cannot be had ({e.SocketErrorCode}): give the member another port");
        }
    }

    public void Start() => _ = AcceptAsync();

    public void Dispose() => _listener.Dispose();

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptAsync().ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                return;
            }
            catch (SocketException e) when (e.SocketErrorCode is SocketError.OperationAborted or SocketError.Interrupted)
            {
                return;
            }
            catch (SocketException)
            {
                // Too many open files, or a client that is gone already: both pass.
                await Task.Delay(50).ConfigureAwait(false);
                continue;
            }

            _ = ServeAsync(client);
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new FrontConnection(client, _supervision.UpstreamPort, _health);
        var place = Wait(connection);
        try
        {
            await connection.ServeAsync(() => Leave(place)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // One side is gone; the connection is over.
        }
        finally
        {
            Leave(place);
        }
    }

    private LinkedListNode<FrontConnection> Wait(FrontConnection connection)
    {
        lock (_gate)
        {
            if (_waiting.Count >= WaitingLimit)
            {
                _waiting.First!.Value.Dispose();
                _waiting.RemoveFirst();
            }

            return _waiting.AddLast(connection);
        }
    }

    private void Leave(LinkedListNode<FrontConnection> place)
    {
        lock (_gate)
        {
            if (place.List is not null)
            {
                _waiting.Remove(place);
            }
        }
    }
}
