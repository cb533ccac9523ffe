using System.Runtime.CompilerServices;

namespace ClawFleet.Engine.Streams;

/// <summary>Lines of a container's log, asked for with timestamps: in frames, or bare when the container has a terminal.</summary>
internal static class LogStream
{
    public static async IAsyncEnumerable<LogLine> ReadAsync(Stream stream, Func<Exception> lost, [EnumeratorCancellation] CancellationToken ct)
    {
        var output = new LineAssembler(OutputStream.Stdout);
        var errors = new LineAssembler(OutputStream.Stderr);
        var lines = new Queue<LogLine>();
        await foreach (var chunk in OutputFrames.ReadAsync(stream, framed: null, lost, ct).ConfigureAwait(false))
        {
            (chunk.Stream == OutputStream.Stderr ? errors : output).Push(chunk, lines);
            while (lines.TryDequeue(out var line))
                yield return line;
        }

        output.Flush(lines);
        errors.Flush(lines);
        while (lines.TryDequeue(out var line))
            yield return line;
    }
}
