namespace ClawFleet.Telemetry.Forwarding;

/// <summary>What became of a request.</summary>
internal enum ForwardingOutcome
{
    /// <summary>It was taken, but for <see cref="ForwardingAnswer.Rejected"/>.</summary>
    Taken,

    /// <summary>It may be taken later.</summary>
    Later,

    /// <summary>It will never be taken.</summary>
    Refused,
}

/// <param name="Why">The reason in words; null when all was taken.</param>
/// <param name="Rejected">Records (of metrics: points) that were not taken of a request that was.</param>
/// <param name="After">How long the receiver wants to be left alone.</param>
internal sealed record ForwardingAnswer(ForwardingOutcome Outcome, string? Why = null, long Rejected = 0, TimeSpan? After = null);
