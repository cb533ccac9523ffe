namespace ClawFleet.Telemetry;

/// <summary>OTLP's time: nanoseconds since 1970-01-01 UTC. A <see cref="DateTimeOffset"/> has only a hundred of them a tick.</summary>
public static class UnixNano
{
    public static ulong Of(DateTimeOffset time) =>
        time <= DateTimeOffset.UnixEpoch ? 0 : (ulong)Int128.Min((Int128)(time - DateTimeOffset.UnixEpoch).Ticks * 100, ulong.MaxValue);

    /// <summary>The time; one past the year 9999 becomes the last that can be said.</summary>
    public static DateTimeOffset ToTime(ulong nanoseconds) => DateTimeOffset.UnixEpoch.AddTicks((long)(nanoseconds / 100));

    /// <summary>From one time to the next; nothing when the second is earlier (clocks of two hosts may differ).</summary>
    public static TimeSpan Between(ulong from, ulong to) => to <= from ? TimeSpan.Zero : TimeSpan.FromTicks((long)((to - from) / 100));
}
