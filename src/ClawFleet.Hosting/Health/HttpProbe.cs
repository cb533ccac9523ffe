using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Threading.Tasks.Sources;

namespace ClawFleet.Hosting.Health;

/// <summary>
/// <c>GET path</c> on a bare socket: only the status line matters, and a member that does not listen yet is the usual case while a hundred of them
/// start on two cores, so a refused connection must cost neither an exception nor a pooled client.
/// </summary>
internal static class HttpProbe
{
    /// <param name="timeout">Of the whole exchange.</param>
    public static async Task<ProbeAnswer> AskAsync(IPEndPoint endpoint, string path, TimeSpan timeout, CancellationToken ct)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout);
        // Closing the socket ends whatever it waits for with an error code instead of an exception.
        using var close = deadline.Token.Register(static s => ((Socket)s!).Dispose(), socket);
        using var step = new SocketStep();
        var buffer = ArrayPool<byte>.Shared.Rent(512);
        try
        {
            step.RemoteEndPoint = endpoint;
            if (await step.RunAsync(socket, static (s, e) => s.ConnectAsync(e)).ConfigureAwait(false) is var connected and not SocketError.Success)
            {
                return Failed(connected, endpoint, path, timeout, deadline.Token, ct);
            }

            var request = Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: {endpoint}\r\nUser-Agent: clawfleet\r\nConnection: close\r\n\r\n");
            step.SetBuffer(request, 0, request.Length);
            if (await step.RunAsync(socket, static (s, e) => s.SendAsync(e)).ConfigureAwait(false) is var sent and not SocketError.Success)
            {
                return Failed(sent, endpoint, path, timeout, deadline.Token, ct);
            }

            var length = 0;
            while (length < 12)
            {
                step.SetBuffer(buffer, length, buffer.Length - length);
                var received = await step.RunAsync(socket, static (s, e) => s.ReceiveAsync(e)).ConfigureAwait(false);
                if (received != SocketError.Success || step.BytesTransferred == 0)
                {
                    return Failed(received, endpoint, path, timeout, deadline.Token, ct);
                }

                length += step.BytesTransferred;
            }

            return Judge(buffer.AsSpan(0, length), path);
        }
        catch (ObjectDisposedException)
        {
            return Failed(SocketError.OperationAborted, endpoint, path, timeout, deadline.Token, ct);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static ProbeAnswer Judge(ReadOnlySpan<byte> head, string path)
    {
        // "HTTP/1.1 200"
        if (head.StartsWith("HTTP/1."u8) && int.TryParse(head.Slice(9, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var status))
        {
            return status is >= 200 and < 300 ? ProbeAnswer.Healthy : new(false, $"GET {path} answered {status}");
        }

        return new(false, $"what answers GET {path} does not speak HTTP");
    }

    private static ProbeAnswer Failed(SocketError error, IPEndPoint endpoint, string path, TimeSpan timeout, CancellationToken deadline, CancellationToken ct)
    {
        ct.ThrowIfCancellationRequested();
        if (deadline.IsCancellationRequested)
        {
            return new(false, string.Create(CultureInfo.InvariantCulture, $"GET {path} gave no answer within {timeout.TotalSeconds:0.#} s"), TimedOut: true);
        }

        return error == SocketError.ConnectionRefused
            ? new(false, $"nothing listens on port {endpoint.Port}")
            : new(false, $"GET {path} was cut off"); // The engine's port proxy accepts and hangs up while nothing listens behind it.
    }

    /// <summary>One socket operation at a time as a value task.</summary>
    private sealed class SocketStep : SocketAsyncEventArgs, IValueTaskSource<SocketError>
    {
        private ManualResetValueTaskSourceCore<SocketError> _source = new() { RunContinuationsAsynchronously = true };

        public ValueTask<SocketError> RunAsync(Socket socket, Func<Socket, SocketAsyncEventArgs, bool> operation)
        {
            _source.Reset();
            return operation(socket, this) ? new(this, _source.Version) : new(SocketError);
        }

        protected override void OnCompleted(SocketAsyncEventArgs e) => _source.SetResult(e.SocketError);

        public SocketError GetResult(short token) => _source.GetResult(token);

        public ValueTaskSourceStatus GetStatus(short token) => _source.GetStatus(token);

        public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) => _source.OnCompleted(continuation, state, token, flags);
    }
}
