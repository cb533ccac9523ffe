namespace ClawFleet.Hosting.Execution;

/// <summary>How one operation ended.</summary>
internal sealed record OperationResult
{
    public static OperationResult Success { get; } = new();

    /// <summary>One sentence without a full stop; null on success.</summary>
    public string? Failure { get; init; }

    public bool Succeeded => Failure is null;

    /// <summary>True when it was not tried because something before it failed.</summary>
    public bool IsSkipped { get; init; }

    public MemberState State { get; init; } = MemberState.Running;

    public IReadOnlyList<string> LastLines { get; init; } = [];

    public TimeSpan? TimeToHealthy { get; init; }

    public string? Address { get; init; }
}
