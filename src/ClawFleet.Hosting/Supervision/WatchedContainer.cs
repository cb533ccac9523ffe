using ClawFleet.Hosting.Health;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Supervision;

/// <summary>What the supervisor knows of one container of the plan. Only the supervisor's loop touches it.</summary>
internal sealed class WatchedContainer(ContainerPlan plan)
{
    public ContainerPlan Plan { get; } = plan;

    /// <summary>Null while there is none.</summary>
    public string? Id { get; set; }

    public MemberState State { get; set; } = MemberState.Absent;

    /// <summary>True until the first answer of a container that was found running: that it is healthy is no news then.</summary>
    public bool IsFirstLook { get; set; }

    /// <summary>When it was last seen to become healthy, while it is.</summary>
    public DateTimeOffset? HealthySince { get; set; }

    /// <summary>Exits since it was last forgiven.</summary>
    public int Exits { get; set; }

    public bool OutOfMemory { get; set; }

    /// <summary>When to look at what became of a container that ended; null when nothing is due.</summary>
    public DateTimeOffset? RestartDue { get; set; }

    /// <summary>The running probe loop, while one is.</summary>
    public CancellationTokenSource? Probing { get; set; }

    public HealthTarget? Target { get; set; }

    public Recovery Recovery { get; } = new(plan);
}
