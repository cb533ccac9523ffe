namespace ClawFleet.Hosting;

/// <summary>The host's word for a member.</summary>
public enum MemberState
{
    /// <summary>No container.</summary>
    Absent,
    /// <summary>Waits for what it depends on, or was made and never started.</summary>
    Waiting,
    /// <summary>Started, not healthy yet, within its deadline.</summary>
    Starting,
    Running,
    /// <summary>Runs and does not answer its health check.</summary>
    Unhealthy,
    /// <summary>Ended and will be started again, by the engine or by the host.</summary>
    Restarting,
    Stopping,
    /// <summary>Stopped on request.</summary>
    Stopped,
    /// <summary>Ended by itself and stays so.</summary>
    Exited,
    /// <summary>Cannot be started, or ends each time it is; a restart does not help.</summary>
    FailedToStart,
}
