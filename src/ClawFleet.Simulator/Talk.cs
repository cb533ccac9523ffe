namespace ClawFleet.Simulator;

/// <summary>What the simulated program says, on stderr, one line a message.</summary>
internal static class Talk
{
    public static void Info(string message) => Console.Error.WriteLine("INFO " + message);

    public static void Warn(string message) => Console.Error.WriteLine("WARN " + message);

    public static void Error(string message) => Console.Error.WriteLine("Error: " + message);
}
