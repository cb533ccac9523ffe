namespace ClawFleet.Telemetry;

/// <summary>How the forwarder works. There is no queue of its own: what was not sent yet is read from the store, whose bounds are the queue's.</summary>
public sealed record ForwarderOptions
{
    /// <summary>Records of one request, at most.</summary>
    public int BatchRecords { get; init; } = 2000;

    /// <summary>Bytes of one request before compression; one record alone may have more.</summary>
    public int BatchBytes { get; init; } = 1 << 20;

    /// <summary>Between two looks for what is new, so that requests are not tiny.</summary>
    public TimeSpan Pause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Of one request; the default of <c>OTEL_EXPORTER_OTLP_TIMEOUT</c>.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The first wait after a failure; each further one is twice as long, up to <see cref="LongestWait"/>. All are shortened by up to a half at random.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromSeconds(1);

    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A <c>Retry-After</c> is kept to, up to this.</summary>
    public TimeSpan LongestRetryAfter { get; init; } = TimeSpan.FromHours(1);

    /// <summary>A warning with the same reason is not repeated within this time.</summary>
    public TimeSpan SayAgain { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>At the end, what is left is offered once more for so long.</summary>
    public TimeSpan LastWords { get; init; } = TimeSpan.FromSeconds(2);
}
