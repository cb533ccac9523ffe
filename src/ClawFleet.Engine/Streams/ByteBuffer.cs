namespace ClawFleet.Engine.Streams;

/// <summary>Bytes that grow at the end and are taken from the front.</summary>
internal sealed class ByteBuffer
{
    private byte[] _bytes = new byte[256];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Span => _bytes.AsSpan(0, Length);

    public void Append(ReadOnlySpan<byte> more)
    {
        if (Length + more.Length > _bytes.Length)
            Array.Resize(ref _bytes, Math.Max(Length + more.Length, _bytes.Length * 2));
        more.CopyTo(_bytes.AsSpan(Length));
        Length += more.Length;
    }

    public void RemoveFirst(int count)
    {
        _bytes.AsSpan(count, Length - count).CopyTo(_bytes);
        Length -= count;
    }

    public void Clear() => Length = 0;
}
