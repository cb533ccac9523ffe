namespace ClawFleet.Cli;

/// <summary>The command cannot be carried out as it was given; the message is a sentence the user can act on.</summary>
internal sealed class CommandRefusedException(int exitCode, string message) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
