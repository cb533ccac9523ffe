using System.IO.Pipes;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace ClawFleet.Engine.Connections;

/// <summary>Opens connections to the engine. The first connection settles which candidate it is; later ones go to that one only.</summary>
internal sealed class EngineConnector(Func<IReadOnlyList<EngineAddress>> candidates)
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);
    private volatile EngineAddress? _chosen;

    /// <summary>The engine in use; null before the first connection.</summary>
    public EngineAddress? Chosen => _chosen;

    /// <exception cref="EngineException">No candidate accepts (<see cref="EngineErrorKind.Unreachable"/>, <see cref="EngineErrorKind.PermissionDenied"/>).</exception>
    public async ValueTask<Stream> ConnectAsync(CancellationToken ct)
    {
        var addresses = _chosen is { } chosen ? [chosen] : candidates();
        var failures = new List<(EngineAddress Address, Exception Error)>();
        foreach (var address in addresses)
        {
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
            deadline.CancelAfter(ConnectTimeout);
            try
            {
                var stream = await OpenAsync(address, deadline.Token).ConfigureAwait(false);
                _chosen ??= address;
                return stream;
            }
            catch (OperationCanceledException) when (!ct.IsCancellationRequested)
            {
                failures.Add((address, new TimeoutException("no answer within 5 s")));
            }
            catch (Exception e) when (e is SocketException or IOException or UnauthorizedAccessException or AuthenticationException or TimeoutException)
            {
                failures.Add((address, e));
            }
        }
        throw ConnectFailure.From(failures);
    }

    private static async Task<Stream> OpenAsync(EngineAddress address, CancellationToken ct)
    {
        switch (address.Transport)
        {
            case EngineTransport.Unix:
                if (!File.Exists(address.Path))
                    throw new FileNotFoundException("there is no such socket");
                return await OpenSocketAsync(new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified), new UnixDomainSocketEndPoint(address.Path), ct).ConfigureAwait(false);
            case EngineTransport.NamedPipe:
                if (OperatingSystem.IsWindows() && !File.Exists(@"\\.\pipe\" + address.Path))
                    throw new FileNotFoundException("there is no such pipe");
                var pipe = new NamedPipeClientStream(".", address.Path, PipeDirection.InOut, PipeOptions.Asynchronous);
                try
                {
                    await pipe.ConnectAsync(ct).ConfigureAwait(false);
                    return pipe;
                }
                catch
                {
                    await pipe.DisposeAsync().ConfigureAwait(false);
                    throw;
                }
            default:
                var plain = await OpenSocketAsync(new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true }, new DnsEndPoint(address.Path, address.Port), ct).ConfigureAwait(false);
                return address.Tls is null ? plain : await SecureAsync(plain, address, ct).ConfigureAwait(false);
        }
    }

    private static async Task<Stream> OpenSocketAsync(Socket socket, EndPoint endPoint, CancellationToken ct)
    {
        try
        {
            await socket.ConnectAsync(endPoint, ct).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static async Task<Stream> SecureAsync(Stream plain, EngineAddress address, CancellationToken ct)
    {
        var secure = new SslStream(plain);
        try
        {
            await secure.AuthenticateAsClientAsync(address.Tls!.ToOptions(address.Path), ct).ConfigureAwait(false);
            return secure;
        }
        catch
        {
            await secure.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
