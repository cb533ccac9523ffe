using System.Runtime.InteropServices;

namespace ClawFleet.Cli.Terminal;

/// <summary>
/// Standard output or error, written with write(2). The runtime's own console stream drops what a closed pipe does not take and
/// reports success, so <c>clawden logs -f | head</c> would never end; this one says that the reader has gone.
/// </summary>
internal sealed partial class StandardStream(int descriptor) : Stream
{
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const short PollOut = 4;

    public static Stream Open(int descriptor) => OperatingSystem.IsWindows()
        ? (descriptor == 1 ? Console.OpenStandardOutput() : Console.OpenStandardError())
        : new StandardStream(descriptor);

    /// <summary>
    /// Cancels <paramref name="closed"/> when nobody reads the descriptor any more, even if nothing is written: what follows a quiet log
    /// would otherwise not notice that its reader has gone.
    /// </summary>
    public static void WatchReader(int descriptor, CancellationTokenSource closed)
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }

        new Thread(() =>
        {
            // Asks for no event, so that only the ones that are always told wake it: error and hang-up. A file never does.
            while (WaitForEvents(descriptor, 0) < 0 && Marshal.GetLastPInvokeError() == Interrupted)
            {
            }

            closed.Cancel();
        })
        { IsBackground = true, Name = "output reader" }.Start();
    }

    public override bool CanRead => false;
    public override bool CanSeek => false;
    public override bool CanWrite => true;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <exception cref="OutputClosedException">Nobody reads any more: the pipe is closed, or the terminal is gone.</exception>
    public override unsafe void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            nint written;
            fixed (byte* start = buffer)
            {
                written = Write(descriptor, start, buffer.Length);
            }

            if (written >= 0)
            {
                buffer = buffer[(int)written..];
                continue;
            }

            switch (Marshal.GetLastPInvokeError())
            {
                case Interrupted:
                    continue;
                case WouldBlock:
                    _ = WaitForEvents(descriptor, PollOut);
                    continue;
                default:
                    throw new OutputClosedException();
            }
        }
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    private static unsafe int WaitForEvents(int descriptor, short events)
    {
        var poll = new PollDescriptor { Descriptor = descriptor, Events = events };
        return Poll(&poll, 1, -1);
    }

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static unsafe partial nint Write(int descriptor, byte* buffer, nint count);

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollDescriptor* descriptors, nuint count, int timeoutMilliseconds);

    private struct PollDescriptor
    {
        public int Descriptor;
        public short Events;
        public short Returned;
    }
}
