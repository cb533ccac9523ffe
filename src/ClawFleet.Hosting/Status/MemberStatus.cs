namespace ClawFleet.Hosting;

/// <summary>One member (its own container) or sidecar as <c>ps</c> shows it.</summary>
/// <param name="Name">The member's name; for a sidecar <c>member-sidecar</c>.</param>
/// <param name="Role"><c>member</c> or <c>sidecar</c>.</param>
/// <param name="Health"><c>healthy</c>, <c>unhealthy</c>, <c>starting</c>, <c>paused</c>, <c>dead</c>, or null when it does not run or has no health check.</param>
/// <param name="Ports">Published ports as <c>127.0.0.1:18789-&gt;18789</c>.</param>
/// <param name="ExitCode">Of the last run, when it does not run.</param>
/// <param name="Address">URL on the host of the port that answers health, or null.</param>
public sealed record MemberStatus(
    string Name, string Runtime, string Role, MemberState State, string? Health, string Image, IReadOnlyList<string> Ports, bool Simulated,
    string ContainerId, DateTimeOffset? StartedAt, int? ExitCode, string? Address)
{
    public required string ContainerName { get; init; }

    /// <summary>Pages of its tools, while it runs.</summary>
    public IReadOnlyList<ToolPage> Pages { get; init; } = [];

    /// <summary>Why it does not run, one sentence, when that can be known.</summary>
    public string? Reason { get; init; }
}
