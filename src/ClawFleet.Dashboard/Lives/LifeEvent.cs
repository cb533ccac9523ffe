namespace ClawFleet.Dashboard.Lives;

/// <summary>Something that happened to a container.</summary>
/// <param name="ExitCode">Of <see cref="LifeChange.Ended"/>, when it is known.</param>
internal sealed record LifeEvent(DateTimeOffset Time, LifeChange Change, int? ExitCode = null)
{
    /// <summary>Whether it ended in a way that nobody asked for.</summary>
    public bool IsFailure => Change is LifeChange.Unhealthy or LifeChange.OutOfMemory || (Change == LifeChange.Ended && ExitCode is not (null or 0 or 130 or 143));

    /// <summary>How it is coloured: <c>good</c>, <c>busy</c>, <c>bad</c> or <c>off</c>.</summary>
    public string Tone => Change switch
    {
        _ when IsFailure => "bad",
        LifeChange.Healthy => "good",
        LifeChange.Started or LifeChange.Checking => "busy",
        _ => "off",
    };

    public string Text => Change switch
    {
        LifeChange.Created => "container made",
        LifeChange.Started => "started",
        LifeChange.Checking => "health check begins anew",
        LifeChange.Healthy => "healthy",
        LifeChange.Unhealthy => "unhealthy",
        LifeChange.OutOfMemory => "out of memory",
        LifeChange.Ended => ExitCode is { } code ? $"ended with exit code {code}" : "ended",
        LifeChange.Stopped => "stopped on request",
        LifeChange.Unwatched => "the recording ended",
        _ => "container removed",
    };

    /// <summary>The word for it in the API: <c>out-of-memory</c>.</summary>
    public string Word => Change switch
    {
        LifeChange.OutOfMemory => "out-of-memory",
        LifeChange.Created => "created",
        LifeChange.Started => "started",
        LifeChange.Checking => "checking",
        LifeChange.Healthy => "healthy",
        LifeChange.Unhealthy => "unhealthy",
        LifeChange.Ended => "ended",
        LifeChange.Stopped => "stopped",
        LifeChange.Unwatched => "unwatched",
        _ => "removed",
    };
}
