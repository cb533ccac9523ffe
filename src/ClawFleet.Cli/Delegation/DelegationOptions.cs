using ClawFleet.Publishing.Carriage;

namespace ClawFleet.Cli;

/// <summary>Which fleet is to be run by whom.</summary>
public sealed record DelegationOptions
{
    /// <summary>Whoever runs it: what it does not carry of the plan is said at the start.</summary>
    public required PlanTarget Target { get; init; }

    /// <summary>Path of the <c>clawden.yaml</c>; null for the one here or above.</summary>
    public string? File { get; init; }

    /// <summary>A file of variables that wins over all others.</summary>
    public string? EnvFile { get; init; }

    /// <summary>Members to run; empty for all.</summary>
    public IReadOnlyCollection<string> Members { get; init; } = [];

    /// <summary>Build images even when they are there.</summary>
    public bool Build { get; init; }

    /// <summary>Only to write the plan down: no engine is asked and no image made.</summary>
    public bool OnPaper { get; init; }
}
