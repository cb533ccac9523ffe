using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ClawFleet.Engine.Errors;
using ClawFleet.Engine.Http;

namespace ClawFleet.Engine.Streams;

/// <summary>A stream of JSON messages, each on a line of its own: events, pull, import and build. A message is passed on as soon as its line is there.</summary>
internal static class JsonLines
{
    public static async IAsyncEnumerable<T> ReadAsync<T>(AnswerStream stream, JsonTypeInfo<T> type, [EnumeratorCancellation] CancellationToken ct)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(leaveOpen: true));
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(ct).ConfigureAwait(false);
                var buffer = read.Buffer;
                while (TakeLine(ref buffer, read.IsCompleted, out var line))
                {
                    if (Parse(line, type, stream.Doing) is { } message)
                        yield return message;
                }
                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                    yield break;
            }
        }
        finally
        {
            await reader.CompleteAsync().ConfigureAwait(false);
        }
    }

    private static bool TakeLine(ref ReadOnlySequence<byte> buffer, bool last, out ReadOnlySequence<byte> line)
    {
        if (buffer.PositionOf((byte)'\n') is { } end)
        {
            line = buffer.Slice(0, end);
            buffer = buffer.Slice(buffer.GetPosition(1, end));
            return true;
        }
        line = buffer;
        if (!last || buffer.IsEmpty)
            return false;
        buffer = buffer.Slice(buffer.End);
        return true;
    }

    private static T? Parse<T>(ReadOnlySequence<byte> line, JsonTypeInfo<T> type, string doing)
    {
        var reader = new Utf8JsonReader(line, isFinalBlock: true, default);
        try
        {
            return IsBlank(line) ? default : JsonSerializer.Deserialize(ref reader, type);
        }
        catch (JsonException e)
        {
            throw EngineErrors.NotUnderstood(doing, e);
        }
    }

    private static bool IsBlank(ReadOnlySequence<byte> line)
    {
        foreach (var segment in line)
        {
            if (segment.Span.IndexOfAnyExcept(" \t\r"u8) >= 0)
                return false;
        }
        return true;
    }
}
