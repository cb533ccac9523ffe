namespace ClawFleet.Observer.Recording;

/// <summary>How closely a fleet is looked at.</summary>
internal sealed record RecorderOptions
{
    /// <summary>Between two looks at what the containers use.</summary>
    public TimeSpan StatsInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Between two looks at what this machine uses.</summary>
    public TimeSpan MachineInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Between two looks at what commands have left.</summary>
    public TimeSpan InboxInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Told what cannot be recorded, one sentence each. Called from any thread.</summary>
    public Action<string> Warn { get; init; } = _ => { };

    /// <summary>Before the engine is asked again after it went away, or after the last container of the fleet was removed.</summary>
    public TimeSpan RetryPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Of each container, how many lines from before the first recording are taken over.</summary>
    public int OldLines { get; init; } = 2000;
}
