using System.Text;

namespace ClawFleet.Cli.Terminal;

/// <summary>Writes whole texts to standard error, one at a time from any thread, and goes silent when nobody reads any more.</summary>
internal sealed class TalkWriter(TextWriter inner) : TextWriter
{
    private readonly Lock _lock = new();
    private bool _closed;

    public override Encoding Encoding => inner.Encoding;

    public override void Write(char value) => Write(value.ToString());

    public override void WriteLine(string? value) => Write(value + "\n");

    public override void Write(string? value)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return;
            }

            try
            {
                inner.Write(value);
            }
            catch (OutputClosedException)
            {
                _closed = true;
            }
        }
    }
}
