using System.Threading.Channels;
using ClawFleet.Telemetry.Batches;
using ClawFleet.Telemetry.Wire;
using Microsoft.Extensions.Logging;

namespace ClawFleet.Telemetry.Receiving;

/// <summary>
/// From a request's bytes into the store: taken apart on the request's own thread, then through a bounded queue to one writer. When the
/// queue stays full the client is told to come back; nothing piles up.
/// </summary>
internal sealed partial class Intake : IAsyncDisposable
{
    // About what a record's place in a batch takes in memory.
    private const int RecordCost = 64;

    private readonly TelemetryStore store;
    private readonly OtlpReceiverOptions options;
    private readonly ILogger logger;
    private readonly Channel<(OtlpBatch Batch, RequestBuffer Buffer)> queue;
    private readonly Task writer;

    public Intake(TelemetryStore store, OtlpReceiverOptions options, ILogger logger)
    {
        (this.store, this.options, this.logger) = (store, options, logger);
        Budget = new MemoryBudget(options.MaxBytesInFlight);
        queue = Channel.CreateBounded<(OtlpBatch, RequestBuffer)>(new BoundedChannelOptions(options.QueueLength) { SingleReader = true });
        writer = WriteAsync();
    }

    public MemoryBudget Budget { get; }

    /// <summary>Takes a request over, buffer and all. Null when the queue stayed full or the receiver is stopping.</summary>
    /// <exception cref="MalformedTelemetryException">The bytes are not that signal's request. The buffer is given back.</exception>
    public async ValueTask<IngestResult?> TakeAsync(Signal signal, RequestBuffer buffer, bool json, CancellationToken cancel)
    {
        var kept = false;
        try
        {
            var batch = Read(signal, buffer, json);
            buffer.Charge((json ? batch.Bytes.Length : 0) + (batch.Records.Count * (long)RecordCost));
            var result = new IngestResult(batch.Records.Count, batch.Rejected, batch.RejectedWhy);
            if (batch.Records.Count == 0)
                return result;
            kept = queue.Writer.TryWrite((batch, buffer)) || await WaitAsync(batch, buffer, cancel).ConfigureAwait(false);
            return kept ? result : null;
        }
        finally
        {
            if (!kept)
                buffer.Dispose();
        }
    }

    /// <summary>Takes no more, and stores what it has.</summary>
    public async ValueTask DisposeAsync()
    {
        queue.Writer.TryComplete();
        await writer.ConfigureAwait(false);
    }

    private OtlpBatch Read(Signal signal, RequestBuffer buffer, bool json)
    {
        var most = store.Options.MaxRecordBytes(signal);
        if (!json)
            return BatchReader.Read(signal, buffer.Bytes, buffer.Length, store.Now(), most);
        // Protobuf is never longer than its JSON by more than a little: the same limit holds.
        var protobuf = new ProtobufWriter(options.MaxRequestBytes);
        JsonToProtobuf.Convert(buffer.Written, OtlpSchema.Request(signal), protobuf);
        return BatchReader.Read(signal, protobuf.Buffer, protobuf.Length, store.Now(), most);
    }

    private async ValueTask<bool> WaitAsync(OtlpBatch batch, RequestBuffer buffer, CancellationToken cancel)
    {
        using var wait = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        wait.CancelAfter(options.QueueWait);
        try
        {
            await queue.Writer.WriteAsync((batch, buffer), wait.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is OperationCanceledException or ChannelClosedException)
        {
            return false;
        }
    }

    private async Task WriteAsync()
    {
        await foreach (var (batch, buffer) in queue.Reader.ReadAllAsync().ConfigureAwait(false))
        {
            try
            {
                store.Append(batch);
            }
#pragma warning disable CA1031 // Whatever a request does to the store, the next one is not its victim: without this loop nothing is stored.
            catch (Exception e)
#pragma warning restore CA1031
            {
                LogNotStored(logger, batch.Records.Count, e);
            }
            finally
            {
                buffer.Dispose();
            }
        }
    }

    [LoggerMessage(LogLevel.Error, "{Count} telemetry records could not be stored")]
    private static partial void LogNotStored(ILogger logger, int count, Exception e);
}
