using System.Globalization;

namespace ClawFleet.Hosting.Execution;

/// <summary>
/// How many open files a container can be given at most. An engine without CAP_SYS_RESOURCE (one in a container or a small virtual machine, a rootless one)
/// may not raise its own hard limit, and runc then refuses to start a container that asks for more.
/// </summary>
internal static class OpenFilesCeiling
{
    private const int SysResource = 24; // linux/capability.h
    private static readonly string[] PidFiles = ["/var/run/docker.pid", "/run/docker.pid"];

    /// <summary>The local engine's ceiling; null when it has none or cannot be known.</summary>
    public static int? OfLocalEngine { get; } = Find();

    private static int? Find()
    {
        try
        {
            if (PidFiles.FirstOrDefault(File.Exists) is not { } file || !int.TryParse(File.ReadAllText(file).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var pid))
            {
                return null;
            }

            var status = File.ReadLines($"/proc/{pid}/status");
            var limits = File.ReadLines($"/proc/{pid}/limits");
            return Ceiling(status, limits);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <param name="status">Lines of /proc/PID/status.</param>
    /// <param name="limits">Lines of /proc/PID/limits: <c>Max open files  soft  hard  files</c>.</param>
    internal static int? Ceiling(IEnumerable<string> status, IEnumerable<string> limits)
    {
        var capabilities = status.FirstOrDefault(l => l.StartsWith("CapEff:", StringComparison.Ordinal))?["CapEff:".Length..].Trim();
        if (!ulong.TryParse(capabilities, NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var mask) || (mask >> SysResource & 1) == 1)
        {
            return null;
        }

        var columns = limits.FirstOrDefault(l => l.StartsWith("Max open files", StringComparison.Ordinal))?.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return columns is { Length: > 4 } && int.TryParse(columns[4], NumberStyles.None, CultureInfo.InvariantCulture, out var hard) ? hard : null;
    }
}
