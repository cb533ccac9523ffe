namespace ClawFleet.Publishing.Aspire;

/// <summary>A fleet that cannot be declared to Aspire without a promise being broken or two things having one name; the message says what to change.</summary>
public sealed class AspireRefusedException(string message) : Exception(message);
