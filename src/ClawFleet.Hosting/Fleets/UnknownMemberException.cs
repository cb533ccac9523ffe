namespace ClawFleet.Hosting;

/// <summary>A member was asked for that the fleet does not have; the message lists those it has.</summary>
public sealed class UnknownMemberException(string message) : Exception(message);
