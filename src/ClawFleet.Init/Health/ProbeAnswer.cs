namespace ClawFleet.Init.Health;

/// <summary>What a probe got: a status and a body, or the reason why nothing came.</summary>
internal sealed record ProbeAnswer(int Status, string Body, string? Fault);
