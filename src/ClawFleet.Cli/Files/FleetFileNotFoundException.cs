namespace ClawFleet.Cli.Files;

/// <summary>There is no fleet file where one was looked for; the message says where, and what to do.</summary>
internal sealed class FleetFileNotFoundException(string message) : Exception(message);
