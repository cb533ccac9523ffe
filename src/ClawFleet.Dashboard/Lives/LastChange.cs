namespace ClawFleet.Dashboard.Lives;

/// <summary>Why a container is as it is, from what happened to it.</summary>
internal static class LastChange
{
    /// <param name="events">Newest first.</param>
    /// <param name="isUp">Whether it runs now: its last start or end may not have been recorded.</param>
    /// <returns>A few words, or null when it cannot be known.</returns>
    public static string? Of(IReadOnlyList<LifeEvent> events, bool isUp)
    {
        if (isUp && events is [{ Change: LifeChange.Unhealthy }, ..])
            return "its health check fails";
        // Health follows from what came before it.
        var told = events.Where(e => e.Change is not (LifeChange.Healthy or LifeChange.Unhealthy or LifeChange.Checking or LifeChange.Unwatched)).ToList();
        return told switch
        {
            [{ Change: LifeChange.Started }, .. var before] => isUp ? Start(before) : null,
            [{ Change: LifeChange.Removed }, ..] => null,
            [_, ..] when isUp => Start(told),
            [{ Change: LifeChange.Created }, ..] => "made, not started",
            [{ Change: LifeChange.Stopped }, ..] => "stopped on request",
            [{ } end, .. var before] => End(end, before),
            _ => null,
        };
    }

    private static string? Start(List<LifeEvent> before) => before switch
    {
        [{ Change: LifeChange.Created }, { Change: LifeChange.Removed }, ..] => "replaced by a new container",
        [{ Change: LifeChange.Created }, ..] => "first start of this container",
        [{ Change: LifeChange.Stopped }, ..] => "started again on request",
        [{ Change: LifeChange.Ended or LifeChange.OutOfMemory } end, .. var rest] => "restarted: it " + (IsMemory(end, rest) ? "ran out of memory" : end.Text),
        _ => null,
    };

    private static string End(LifeEvent end, List<LifeEvent> before) => IsMemory(end, before) ? "it ran out of memory" : "it " + end.Text;

    private static bool IsMemory(LifeEvent end, List<LifeEvent> before) => end.Change == LifeChange.OutOfMemory || before is [{ Change: LifeChange.OutOfMemory }, ..];
}
