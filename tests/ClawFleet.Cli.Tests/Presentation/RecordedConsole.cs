using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli.Tests.Presentation;

/// <summary>A console that is no terminal and keeps what is written.</summary>
internal sealed class RecordedConsole
{
    public CliConsole Console { get; } = new(new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" }, outIsTerminal: false, errorIsTerminal: false);

    public string OutText => Console.Out.ToString()!;
    public string ErrorText => Console.Error.ToString()!;
}
