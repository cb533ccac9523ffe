namespace ClawFleet.Cli.Terminal;

/// <summary>Whoever read standard output has gone. A command that only prints ends quietly then.</summary>
internal sealed class OutputClosedException() : IOException("the reader of the output has gone");
