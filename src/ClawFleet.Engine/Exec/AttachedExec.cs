using System.Runtime.CompilerServices;
using ClawFleet.Engine.Errors;
using ClawFleet.Engine.Http;
using ClawFleet.Engine.Streams;

namespace ClawFleet.Engine.Exec;

internal sealed class AttachedExec(ExecCalls calls, EngineHttp http, string id, bool tty, HijackedConnection connection, string doing) : ExecSession
{
    public override IAsyncEnumerable<(OutputStream Stream, ReadOnlyMemory<byte> Data)> Output => ReadOutputAsync();

    public override async Task WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken ct)
    {
        try
        {
            await connection.Stream.WriteAsync(data, ct).ConfigureAwait(false);
            await connection.Stream.FlushAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (EngineErrors.IsTransport(e))
        {
            throw EngineErrors.FromTransport(doing, e, http.Connector, ct);
        }
    }

    public override async Task CloseInputAsync(CancellationToken ct)
    {
        try
        {
            await connection.CloseWritingAsync(ct).ConfigureAwait(false);
        }
        catch (Exception e) when (EngineErrors.IsTransport(e))
        {
            // The program has ended already; its input needs no end any more.
        }
    }

    public override Task ResizeAsync(int columns, int rows, CancellationToken ct) => calls.ResizeAsync(id, columns, rows, ct);

    public override Task<int> GetExitCodeAsync(CancellationToken ct) => calls.ExitCodeAsync(id, doing, ct);

    public override ValueTask DisposeAsync() => connection.DisposeAsync();

    private async IAsyncEnumerable<(OutputStream Stream, ReadOnlyMemory<byte> Data)> ReadOutputAsync([EnumeratorCancellation] CancellationToken ct = default)
    {
        await using var chunks = OutputFrames.ReadAsync(connection.Stream, framed: !tty, () => calls.Lost(doing, ct), ct).GetAsyncEnumerator(ct);
        while (await MoveNextAsync().ConfigureAwait(false))
        {
            // A copy: the reader uses its buffer again, and whoever takes chunks may keep them.
            yield return (chunks.Current.Stream, chunks.Current.Data.ToArray());
        }

        async ValueTask<bool> MoveNextAsync()
        {
            try
            {
                return await chunks.MoveNextAsync().ConfigureAwait(false);
            }
            catch (Exception e) when (EngineErrors.IsTransport(e))
            {
                throw EngineErrors.FromTransport(doing, e, http.Connector, ct);
            }
        }
    }
}
