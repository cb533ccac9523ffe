namespace ClawFleet.Engine;

/// <summary>A program running in a container with its streams attached. With a terminal, everything arrives on <see cref="Output"/>.</summary>
public abstract class ExecSession : IAsyncDisposable
{
    /// <summary>Chunks of output as they come.</summary>
    public abstract IAsyncEnumerable<(OutputStream Stream, ReadOnlyMemory<byte> Data)> Output { get; }

    public abstract Task WriteInputAsync(ReadOnlyMemory<byte> data, CancellationToken ct);

    /// <summary>Ends the program's standard input.</summary>
    public abstract Task CloseInputAsync(CancellationToken ct);

    public abstract Task ResizeAsync(int columns, int rows, CancellationToken ct);

    /// <summary>The exit code, once <see cref="Output"/> has ended.</summary>
    public abstract Task<int> GetExitCodeAsync(CancellationToken ct);

    public abstract ValueTask DisposeAsync();
}
