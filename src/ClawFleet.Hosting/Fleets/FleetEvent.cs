namespace ClawFleet.Hosting;

public enum FleetEventKind { ImageBuild, Operation, MemberState, Warning, Failure }

/// <summary>Something that happened to a fleet, for people and for logs. Holds no secret.</summary>
/// <param name="Member">Member, or null when it concerns the fleet.</param>
/// <param name="Text">One line.</param>
/// <param name="Cause">Why it was done: <c>image changed</c>, <c>environment LOG_LEVEL changed</c>, <c>not there</c>, <c>killed (137)</c>.</param>
public sealed record FleetEvent(FleetEventKind Kind, DateTimeOffset Time, string? Member, string Text, string? Cause = null)
{
    /// <summary>Set on <see cref="FleetEventKind.MemberState"/>: the state the member is in now.</summary>
    public MemberState? State { get; init; }

    /// <summary>On <see cref="FleetEventKind.Failure"/>: the end of the container's log, where that tells more.</summary>
    public IReadOnlyList<string> LastLines { get; init; } = [];
}
