namespace ClawFleet.Simulator.NanoClaw;

/// <summary>A chat that the agent is wired to.</summary>
internal sealed record NanoClawChat(string Channel, string PlatformId, string Name, bool IsGroup, string Policy, string Engage);
