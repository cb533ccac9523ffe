namespace ClawFleet.Hosting.Supervision;

/// <summary>The supervisor's times and limits. Two probes of <see cref="ProbeTimeout"/> after one <see cref="ProbeInterval"/> stay under 5 s: so long at most goes by until an ill member is seen.</summary>
internal sealed record SupervisionOptions
{
    public static SupervisionOptions Default { get; } = new();

    /// <summary>For a fleet that nobody sits in front of: the engine's own checks tell the page, and an idle machine is to stay idle.</summary>
    public static SupervisionOptions Unattended { get; } = new() { ProbeInterval = TimeSpan.FromSeconds(5), CommandInterval = TimeSpan.FromSeconds(20) };

    public TimeSpan ProbeInterval { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Between two runs of a health command: a program costs more than a request.</summary>
    public TimeSpan CommandInterval { get; init; } = TimeSpan.FromSeconds(4);

    public TimeSpan ProbeTimeout { get; init; } = TimeSpan.FromSeconds(1.4);

    /// <summary>Before the second probe when the first one failed at once.</summary>
    public TimeSpan SecondProbeAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Between probes of a member that starts.</summary>
    public TimeSpan StartingInterval { get; init; } = TimeSpan.FromMilliseconds(250);

    public TimeSpan FirstBackOff { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestBackOff { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Healthy for so long, a member has its past forgiven.</summary>
    public TimeSpan ForgivenAfter { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Exits without being forgiven that make a crash loop.</summary>
    public int ExitLimit { get; init; } = 10;

    /// <summary>Before it is said that there is nothing to watch over yet.</summary>
    public TimeSpan FirstLook { get; init; } = TimeSpan.FromSeconds(5);

    public TimeSpan ReconnectPause { get; init; } = TimeSpan.FromSeconds(1);
}
