namespace ClawFleet.Observer.Recording;

/// <summary>How closely a fleet is looked at.</summary>
internal sealed record RecorderOptions
{
    /// <summary>Between two looks at what the containers use.</summary>
    public TimeSpan StatsInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Before the engine is asked again after it went away, or after the last container of the fleet was removed.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Of each container, how many lines from before the first recording are taken over.</summary>
    public int OldLines { get; init; } = 2000;
}
