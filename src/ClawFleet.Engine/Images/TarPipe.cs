using System.IO.Pipelines;

namespace ClawFleet.Engine;

/// <summary>A stream to read what a writer writes, while it writes; the writer starts at the first read and waits when the reader is slow.</summary>
internal sealed class TarPipe(Func<Stream, CancellationToken, Task> write) : Stream
{
    private const int SegmentLength = 128 * 1024;

    private readonly Pipe _pipe = new(new PipeOptions(pauseWriterThreshold: 4 * SegmentLength, resumeWriterThreshold: 2 * SegmentLength, minimumSegmentSize: SegmentLength, useSynchronizationContext: false));
    private readonly CancellationTokenSource _stop = new();
    private Task? _writing;
    private bool _disposed;

    public override bool CanRead => true;
    public override bool CanSeek => false;
    public override bool CanWrite => false;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        _writing ??= RunAsync();
        var read = await _pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var count = (int)Math.Min(buffer.Length, read.Buffer.Length);
        var taken = read.Buffer.Slice(0, count);
        var target = buffer.Span;
        foreach (var segment in taken)
        {
            segment.Span.CopyTo(target);
            target = target[segment.Length..];
        }
        _pipe.Reader.AdvanceTo(taken.End);
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();
    public override int Read(byte[] buffer, int offset, int count) => ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();
    public override void Flush() { }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_disposed)
        {
            _disposed = true;
            _stop.Cancel();
            _stop.Dispose();
            _pipe.Reader.Complete();
        }
        base.Dispose(disposing);
    }

    private async Task RunAsync()
    {
        // Off the reader's thread: making a tar reads files, and the reader is busy sending.
        await Task.Yield();
        try
        {
            await using (var stream = _pipe.Writer.AsStream(leaveOpen: true))
                await write(stream, _stop.Token).ConfigureAwait(false);
            await _pipe.Writer.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            // The reader gets it: a context that cannot be read must not look like one that ended.
            await _pipe.Writer.CompleteAsync(e).ConfigureAwait(false);
        }
    }
}
