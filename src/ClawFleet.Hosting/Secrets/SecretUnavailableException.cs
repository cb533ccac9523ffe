namespace ClawFleet.Hosting;

/// <summary>A secret has no value; the message names the variable and the remedy.</summary>
public sealed class SecretUnavailableException(string message) : Exception(message);
