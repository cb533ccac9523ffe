namespace ClawFleet.Simulator;

/// <summary>The simulated program would not start. The message is one line, as upstream would say it.</summary>
/// <param name="exitCode">1 for what is wrong with configuration or environment, 2 for the command line, as in both upstream programs.</param>
internal sealed class StartRefusedException(string message, int exitCode = 1) : Exception(message)
{
    public int ExitCode { get; } = exitCode;
}
