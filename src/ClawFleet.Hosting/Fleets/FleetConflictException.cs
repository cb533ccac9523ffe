namespace ClawFleet.Hosting;

/// <summary>The fleet's name or source stands against what is on the engine, or another command is at work on it; the message says what runs where and what to do.</summary>
public sealed class FleetConflictException(string message) : Exception(message);
