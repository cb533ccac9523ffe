using System.Net.Security;
using System.Net.Sockets;
using ClawFleet.Engine.Http;

namespace ClawFleet.Engine.Exec;

/// <summary>
/// A call that takes its connection over ("hijacks" it) for bytes both ways. It has a connection of its own, outside the pool, so that our half can
/// be closed alone: that is how a program's standard input ends.
/// </summary>
internal sealed class HijackedConnection : IAsyncDisposable
{
    private readonly HttpMessageInvoker _invoker;
    private readonly HttpResponseMessage _response;
    private readonly Stream _connection;

    private HijackedConnection(HttpMessageInvoker invoker, HttpResponseMessage response, Stream connection, Stream stream)
    {
        _invoker = invoker;
        _response = response;
        _connection = connection;
        Stream = stream;
    }

    /// <summary>Bytes both ways.</summary>
    public Stream Stream { get; }

    public static async Task<HijackedConnection> OpenAsync(EngineHttp http, string path, HttpContent body, string doing, CancellationToken ct)
    {
        Stream? connection = null;
        var invoker = new HttpMessageInvoker(EngineHttp.NewHandler(async (_, token) => connection = await http.Connector.ConnectAsync(token).ConfigureAwait(false)), disposeHandler: true);
        try
        {
            var response = await http.SendAsync(invoker, HttpMethod.Post, path, body, doing, ct, upgrade: true).ConfigureAwait(false);
            var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
            if (stream.CanWrite)
                return new HijackedConnection(invoker, response, connection!, stream);
            response.Dispose();
            throw new EngineException(EngineErrorKind.Unsupported, $"Cannot {doing}: the engine did not hand the connection over (status {(int)response.StatusCode}); is a proxy in between?");
        }
        catch
        {
            invoker.Dispose();
            throw;
        }
    }

    /// <summary>Ends our half; the other goes on.</summary>
    public async Task CloseWritingAsync(CancellationToken ct)
    {
        await Stream.FlushAsync(ct).ConfigureAwait(false);
        switch (_connection)
        {
            case NetworkStream network:
                network.Socket.Shutdown(SocketShutdown.Send);
                break;
            case SslStream secure:
                await secure.ShutdownAsync().ConfigureAwait(false);
                break;
            default:
                // A named pipe in message mode: an empty message is its end, as Docker's own client sends it.
                await _connection.WriteAsync(ReadOnlyMemory<byte>.Empty, ct).ConfigureAwait(false);
                break;
        }
    }

    public ValueTask DisposeAsync()
    {
        _response.Dispose();
        _invoker.Dispose();
        return ValueTask.CompletedTask;
    }
}
