using ClawFleet.Telemetry.Batches;
using ClawFleet.Telemetry.Reading;

namespace ClawFleet.Telemetry.Storage;

/// <summary>Whose record it is: a resource and a scope, as they came and as they read. Equal when their bytes are.</summary>
internal sealed class RecordContext : IEquatable<RecordContext>
{
    private readonly int hash;
    private InstrumentationScope? scope;

    public RecordContext(ReadOnlySpan<byte> resource, ReadOnlySpan<byte> resourceSchema, ReadOnlySpan<byte> scope, ReadOnlySpan<byte> scopeSchema)
    {
        Lengths = [resource.Length, resourceSchema.Length, scope.Length, scopeSchema.Length];
        Bytes = [.. resource, .. resourceSchema, .. scope, .. scopeSchema];
        var code = new HashCode();
        code.AddBytes(Bytes);
        foreach (var length in Lengths)
            code.Add(length);
        hash = code.ToHashCode();
        Resource = ResourceReader.Resource(resource);
    }

    public static RecordContext Of(OtlpBatch batch, BatchContext context) => new(context.Resource.Of(batch.Bytes),
        context.ResourceSchema.Of(batch.Bytes), context.Scope.Of(batch.Bytes), context.ScopeSchema.Of(batch.Bytes));

    /// <summary>The four parts one after the other, and how long each is.</summary>
    public byte[] Bytes { get; }

    public int[] Lengths { get; }

    /// <summary>About what it takes in memory, read.</summary>
    public int Cost => 256 + (Bytes.Length * 3);

    public TelemetryResource Resource { get; }

    public TelemetryMember Member => Resource.Member;

    public InstrumentationScope Scope => scope ??= ResourceReader.Scope(Part(2));

    /// <summary>Resource (0), its schema address (1), scope (2), its schema address (3).</summary>
    public ReadOnlySpan<byte> Part(int index)
    {
        var start = 0;
        for (var i = 0; i < index; i++)
            start += Lengths[i];
        return Bytes.AsSpan(start, Lengths[index]);
    }

    public bool Equals(RecordContext? other) => other is not null && hash == other.hash
        && Lengths.AsSpan().SequenceEqual(other.Lengths) && Bytes.AsSpan().SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => Equals(obj as RecordContext);

    public override int GetHashCode() => hash;
}
