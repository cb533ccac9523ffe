using ClawFleet.Engine.Connections;
using ClawFleet.Engine.Errors;

namespace ClawFleet.Engine.Http;

/// <summary>The body of an answer, read only. A break in the connection comes out as an <see cref="EngineException"/>; disposing ends the call.</summary>
internal sealed class AnswerStream(HttpResponseMessage response, Stream body, string doing, EngineConnector connector) : Stream
{
    public string Doing => doing;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (EngineErrors.IsTransport(e))
        {
            throw EngineErrors.FromTransport(doing, e, connector, cancellationToken);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count)
    {
        try
        {
            return body.Read(buffer, offset, count);
        }
        catch (Exception e) when (EngineErrors.IsTransport(e))
        {
            throw EngineErrors.FromTransport(doing, e, connector, CancellationToken.None);
        }
    }

    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
            response.Dispose();
        base.Dispose(disposing);
    }
}
