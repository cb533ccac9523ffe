namespace ClawFleet.Publishing.Carriage;

/// <summary>What a plan can be handed to.</summary>
public enum PlanTarget
{
    /// <summary>ClawFleet's own orchestrator: <c>clawden up</c>.</summary>
    ClawFleet,

    /// <summary>.NET Aspire's app model: ClawFleet.AppHost built with <c>-p:Orchestrator=Aspire</c>.</summary>
    Aspire,

    /// <summary><c>clawden publish compose</c>.</summary>
    Compose,

    /// <summary><c>clawden publish kubernetes</c>.</summary>
    Kubernetes,
}
