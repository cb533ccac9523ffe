using ClawFleet.Engine;

namespace ClawFleet.Hosting;

/// <summary>What the engine had of one fleet at one moment. Never the same object for two looks.</summary>
/// <param name="At">When the engine was asked: what happened later may be missing.</param>
/// <param name="Containers">All with the fleet's label, running or not.</param>
/// <param name="Networks">The fleet's own.</param>
public sealed record FleetLook(DateTimeOffset At, IReadOnlyList<ContainerSummary> Containers, IReadOnlyList<NetworkSummary> Networks)
{
    /// <summary>Those with a process, or about to have one.</summary>
    public IEnumerable<ContainerSummary> Running => Containers.Where(c => c.State is ContainerState.Running or ContainerState.Paused or ContainerState.Restarting);
}
