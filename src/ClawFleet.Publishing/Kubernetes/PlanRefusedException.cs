namespace ClawFleet.Publishing.Kubernetes;

/// <summary>A plan that a cluster would refuse; the message says what, why and what to change.</summary>
public sealed class PlanRefusedException(string message) : Exception(message);
