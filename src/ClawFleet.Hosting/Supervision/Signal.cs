using ClawFleet.Engine;
using ClawFleet.Hosting.Health;

namespace ClawFleet.Hosting.Supervision;

/// <summary>Something the supervisor's loop must look at.</summary>
internal abstract record Signal;

internal sealed record EngineSignal(EngineEvent Event) : Signal;

/// <param name="ContainerId">The container that was asked; answers of one that was replaced since are dropped.</param>
internal sealed record ProbeSignal(string Container, string ContainerId, ProbeAnswer Answer) : Signal;

internal sealed record EngineLost(EngineException Error) : Signal;
