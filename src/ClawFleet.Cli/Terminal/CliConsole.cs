using System.Text;

namespace ClawFleet.Cli.Terminal;

/// <summary>Where a command writes: data on <see cref="Out"/>, talk on <see cref="Error"/>.</summary>
internal sealed class CliConsole(TextWriter output, TextWriter error, bool outIsTerminal, bool errorIsTerminal)
{
    /// <summary>Data. Buffered: <see cref="TextWriter.Flush"/> when something is complete.</summary>
    public TextWriter Out { get; } = output;

    /// <summary>Talk. Never throws: a closed standard error is no reason to fail.</summary>
    public TextWriter Error { get; } = error;

    public bool OutIsTerminal { get; } = outIsTerminal;
    public bool ErrorIsTerminal { get; } = errorIsTerminal;
    public Paint OutPaint { get; } = new(Paint.Wanted(outIsTerminal));
    public Paint ErrorPaint { get; } = new(Paint.Wanted(errorIsTerminal));

    public static CliConsole OfProcess()
    {
        var utf8 = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false);
        return new CliConsole(
            new StreamWriter(StandardStream.Open(1), utf8, 4096),
            new TalkWriter(new StreamWriter(StandardStream.Open(2), utf8, 512) { AutoFlush = true }),
            !Console.IsOutputRedirected,
            !Console.IsErrorRedirected);
    }
}
