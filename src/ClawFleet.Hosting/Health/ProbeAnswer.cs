namespace ClawFleet.Hosting.Health;

/// <param name="Word">What was seen, for a message: <c>GET /health answered 503</c>, <c>nothing listens on port 18789 yet</c>.</param>
/// <param name="TimedOut">No answer in time, rather than a bad one at once.</param>
internal readonly record struct ProbeAnswer(bool IsHealthy, string Word, bool TimedOut = false)
{
    public static ProbeAnswer Healthy { get; } = new(true, "healthy");
}
