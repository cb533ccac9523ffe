namespace ClawFleet.Hosting.Supervision;

/// <summary>1 s, 2 s, 4 s … 60 s, without jitter: one host restarts its own few containers, and a person who reads along shall be able to count.</summary>
internal static class BackOff
{
    /// <param name="exits">How often it ended since it was last forgiven, from 1.</param>
    public static TimeSpan After(int exits, SupervisionOptions options)
    {
        var factor = Math.Pow(2, Math.Clamp(exits - 1, 0, 30));
        var pause = options.FirstBackOff * factor;
        return pause < options.LongestBackOff ? pause : options.LongestBackOff;
    }
}
