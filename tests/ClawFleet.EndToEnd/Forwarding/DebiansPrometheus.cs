using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Forwarding;

/// <summary>Debian's Prometheus as a process of this machine.</summary>
internal static class DebiansPrometheus
{
    /// <returns>The program.</returns>
    public static Task<string> GetAsync(string folder) => DebianProgram.GetAsync("prometheus", "/usr/bin/prometheus", folder);
}
