namespace ClawFleet.ServiceDefaults.Resilience;

/// <summary>
/// How requests to another process are kept from failing, or from waiting for ever. The defaults are those of .NET's standard handler
/// (https://learn.microsoft.com/dotnet/core/resilience/http-resilience#standard-resilience-handler-defaults), whose package cannot be had everywhere.
/// </summary>
public sealed record ResilienceOptions
{
    /// <summary>For what a process tells of itself: it is worth little, and its end is not to wait for it.</summary>
    public static ResilienceOptions Exporting { get; } = new()
    {
        RetryUnsafe = true, // An export that comes twice is one too many at worst, and only when the answer was lost.
        Retries = 2,
        FirstPause = TimeSpan.FromMilliseconds(200),
        AttemptTimeout = TimeSpan.FromSeconds(2),
        TotalTimeout = TimeSpan.FromSeconds(4),
    };

    /// <summary>For a program on this machine that somebody waits for.</summary>
    public static ResilienceOptions Local { get; } = new() { Retries = 2, FirstPause = TimeSpan.FromMilliseconds(100), AttemptTimeout = TimeSpan.FromSeconds(10), TotalTimeout = TimeSpan.FromSeconds(15) };

    /// <summary>Of all attempts and the pauses between them.</summary>
    public TimeSpan TotalTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Of one attempt.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first, with pauses that double and vary; what <c>Retry-After</c> says wins.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Before the second attempt, about.</summary>
    public TimeSpan FirstPause { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether requests that change something, such as POST, are sent again too.</summary>
    public bool RetryUnsafe { get; init; }

    /// <summary>When this share of at least <see cref="LeastRequests"/> requests within <see cref="Sampling"/> failed, none is sent for <see cref="Break"/>.</summary>
    public double FailureRatio { get; init; } = 0.1;

    public int LeastRequests { get; init; } = 100;

    public TimeSpan Sampling { get; init; } = TimeSpan.FromSeconds(30);

    public TimeSpan Break { get; init; } = TimeSpan.FromSeconds(5);
}
