using ClawFleet.Runtimes;

namespace ClawFleet.Hosting;

/// <summary>What it takes to talk to a member that is there, whatever the file of the fleet says by now.</summary>
/// <param name="Status">The member as it is now.</param>
/// <param name="Spec">What it was started with; null when this version cannot read it.</param>
/// <param name="ApiToken">Its API token; null when this user has none for it.</param>
public sealed record MemberDoor(MemberStatus Status, MemberSpec? Spec, string? ApiToken)
{
    /// <summary>
    /// Where it answers from this machine: the published port, or without one the container's own address, which a Linux host with a local engine reaches. Null when it has neither.
    /// </summary>
    public Uri? Address { get; init; }

    /// <summary>True when the file named a model provider, false when neither it nor the environment did; null when that cannot be known.</summary>
    public bool? HasModel { get; init; }
}
