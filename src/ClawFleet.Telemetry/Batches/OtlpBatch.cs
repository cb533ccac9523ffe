namespace ClawFleet.Telemetry.Batches;

/// <summary>
/// One export request, validated and taken apart: where in <see cref="Bytes"/> its records lie. Records are kept as the client wrote them;
/// they are read in full only when someone asks for them.
/// </summary>
internal sealed class OtlpBatch(Signal signal, byte[] bytes)
{
    public Signal Signal => signal;

    public byte[] Bytes => bytes;

    public List<BatchContext> Contexts { get; } = [];

    public List<BatchRecord> Records { get; } = [];

    /// <summary>How many records (of metrics: points) were not taken, and why the first of them was not.</summary>
    public long Rejected { get; private set; }

    public string? RejectedWhy { get; private set; }

    public void Reject(int count, string why)
    {
        Rejected += count;
        RejectedWhy ??= why;
    }
}

/// <summary>Whose record it is: parts of the batch's bytes.</summary>
internal readonly record struct BatchContext(Slice Resource, Slice ResourceSchema, Slice Scope, Slice ScopeSchema)
{
    public int Length => Resource.Length + ResourceSchema.Length + Scope.Length + ScopeSchema.Length;
}

internal readonly record struct BatchRecord(int Context, Slice Bytes, RecordHead Head);

/// <summary>A part of a buffer.</summary>
internal readonly record struct Slice(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(byte[] buffer) => buffer.AsSpan(Start, Length);
}
