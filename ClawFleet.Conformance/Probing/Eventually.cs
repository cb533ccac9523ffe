using System.Diagnostics;

namespace ClawFleet.Conformance.Probing;

/// <summary>Polls a condition until it holds or its deadline has passed.</summary>
internal static class Eventually
{
    /// <param name="seen">Gives null when the condition holds, else what was seen instead.</param>
    /// <returns>How long it took.</returns>
    public static async Task<TimeSpan> HoldsAsync(string what, TimeSpan within, Func<CancellationToken, Task<string?>> seen, CancellationToken ct)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            var instead = await seen(ct);
            if (instead is null) return clock.Elapsed;

            if (clock.Elapsed > within) Assert.Fail($"expected within {within.TotalSeconds:0.#} s: {what}; seen at the end: {instead}");

            await Task.Delay(TimeSpan.FromMilliseconds(100), ct);
        }
    }
}
