namespace ClawFleet.Hosting;

/// <summary>What all who show a member's state have in common.</summary>
public static class MemberStates
{
    /// <summary>The one spelling of a state, in tables and in JSON: <c>running</c>, <c>failed-to-start</c>.</summary>
    public static string Word(this MemberState state) => state switch
    {
        MemberState.Absent => "absent",
        MemberState.Waiting => "waiting",
        MemberState.Starting => "starting",
        MemberState.Running => "running",
        MemberState.Unhealthy => "unhealthy",
        MemberState.Restarting => "restarting",
        MemberState.Stopping => "stopping",
        MemberState.Stopped => "stopped",
        MemberState.Exited => "exited",
        MemberState.FailedToStart => "failed-to-start",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    /// <summary>Whether its container runs, or is about to again.</summary>
    public static bool IsUp(this MemberState state) =>
        state is MemberState.Starting or MemberState.Running or MemberState.Unhealthy or MemberState.Restarting or MemberState.Stopping;
}
