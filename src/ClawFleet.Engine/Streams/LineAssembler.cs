using System.Text;

namespace ClawFleet.Engine.Streams;

/// <summary>
/// Makes lines of one output's chunks. The engine stores a long line as parts of 16 KiB and puts the (same) timestamp before each: the parts become one
/// line again. In frames a part begins where a frame begins; in a terminal's output it is told by its place and the repeated timestamp.
/// </summary>
internal sealed class LineAssembler(OutputStream output)
{
    /// <summary>A longer line is cut into several.</summary>
    public const int LongestLine = 64 * 1024;

    /// <summary>How Docker cuts long lines when it stores them (<c>daemon/logger/copier.go</c>).</summary>
    private const int StoredPart = 16 * 1024;

    private readonly ByteBuffer _text = new();
    private readonly ByteBuffer _stamp = new();
    private byte[] _stampOfLine = [];
    private DateTimeOffset _time;
    private bool _readingStamp = true;
    private bool _lineOpen;
    private bool _framed;
    private int _sinceStamp;

    public void Push(OutputChunk chunk, Queue<LogLine> lines)
    {
        if (chunk.StartsFrame)
        {
            _framed = true;
            EndStamp(isStamp: false);
            _readingStamp = true;
        }

        var data = chunk.Data.Span;
        while (data.Length > 0)
            data = data[(_readingStamp ? TakeStamp(data) : TakeText(data, lines))..];
    }

    /// <summary>The output ended: what is left is a line too.</summary>
    public void Flush(Queue<LogLine> lines)
    {
        EndStamp(isStamp: false);
        if (_lineOpen && _text.Length > 0)
            Emit(_text.Length, ended: true, lines);
        _lineOpen = false;
    }

    private int TakeStamp(ReadOnlySpan<byte> data)
    {
        var end = data.IndexOfAny((byte)' ', (byte)'\n');
        var taken = Math.Min(end < 0 ? data.Length : end, Rfc3339.MaxLength + 1 - _stamp.Length);
        _stamp.Append(data[..taken]);
        if (end == taken && data[end] == ' ')
        {
            var isStamp = IsStamp();
            EndStamp(isStamp);
            return isStamp ? taken + 1 : taken;
        }
        if (end == taken || _stamp.Length > Rfc3339.MaxLength)
            EndStamp(isStamp: false);
        return taken;
    }

    /// <summary>Inside a line only the line's own timestamp counts; anything else is text.</summary>
    private bool IsStamp()
    {
        if (_lineOpen && !_framed)
            return _stamp.Span.SequenceEqual(_stampOfLine);
        if (!Rfc3339.TryParse(_stamp.Span, out var time))
            return false;
        if (!_lineOpen)
        {
            _time = time;
            _stampOfLine = _stamp.Span.ToArray();
        }
        return true;
    }

    private void EndStamp(bool isStamp)
    {
        if (!isStamp && _stamp.Length > 0)
            _text.Append(_stamp.Span);
        _lineOpen |= isStamp || _stamp.Length > 0;
        _sinceStamp = isStamp ? 0 : _sinceStamp + _stamp.Length;
        _stamp.Clear();
        _readingStamp = false;
    }

    private int TakeText(ReadOnlySpan<byte> data, Queue<LogLine> lines)
    {
        var untilPart = _framed || _sinceStamp >= StoredPart ? data.Length : Math.Min(data.Length, StoredPart - _sinceStamp);
        var end = data[..untilPart].IndexOf((byte)'\n');
        var taken = end < 0 ? untilPart : end;
        _lineOpen = true;
        for (var part = data[..taken]; part.Length > 0;)
        {
            if (_text.Length >= LongestLine)
                Emit(WholeCharacters(_text.Span[..LongestLine]), ended: false, lines);
            var room = Math.Min(part.Length, LongestLine - _text.Length);
            _text.Append(part[..room]);
            part = part[room..];
        }
        _sinceStamp += taken;
        if (end < 0)
        {
            _readingStamp = !_framed && _sinceStamp == StoredPart;
            return taken;
        }

        Emit(_text.Length, ended: true, lines);
        _lineOpen = false;
        _readingStamp = true;
        _sinceStamp = 0;
        return end + 1;
    }

    private void Emit(int length, bool ended, Queue<LogLine> lines)
    {
        var bytes = _text.Span[..length];
        if (ended && bytes is [.., (byte)'\r'])
            bytes = bytes[..^1];
        lines.Enqueue(new LogLine(output, _time, Encoding.UTF8.GetString(bytes)));
        _text.RemoveFirst(length);
    }

    /// <summary>The length without a character whose bytes are not all there.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> bytes)
    {
        for (var back = 1; back <= 3; back++)
        {
            var lead = bytes[^back];
            if ((lead & 0xC0) == 0x80)
                continue;
            var length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;
            return length > back ? bytes.Length - back : bytes.Length;
        }
        return bytes.Length;
    }
}
