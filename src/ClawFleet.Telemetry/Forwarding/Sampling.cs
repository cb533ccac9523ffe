namespace ClawFleet.Telemetry.Forwarding;

/// <summary>
/// Which traces are forwarded: by the trace id alone, as OpenTelemetry's consistent probability sampling has it (opentelemetry-specification,
/// trace/tracestate-probability-sampling.md): the last 56 bits are random, and those at or above a threshold are taken. Who samples a smaller part the same way takes a part of these.
/// </summary>
internal static class Sampling
{
    private const ulong Random = (1UL << 56) - 1;

    /// <param name="low">The last eight bytes of the trace id.</param>
    /// <param name="part">From 0 to 1.</param>
    public static bool Takes(ulong low, double part) => (low & Random) >= (ulong)((1 - part) * (1UL << 56));
}
