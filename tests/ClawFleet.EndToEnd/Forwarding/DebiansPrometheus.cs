using System.Diagnostics;

namespace ClawFleet.EndToEnd.Forwarding;

/// <summary>Debian's Prometheus as a process of this machine: the one on the path, else taken out of its package, which installs nothing.</summary>
internal static class DebiansPrometheus
{
    /// <returns>The program.</returns>
    public static async Task<string> GetAsync(string folder)
    {
        if (Path.Exists("/usr/bin/prometheus")) return "/usr/bin/prometheus";

        Assert.SkipWhen(!File.Exists("/usr/bin/apt-get") || !Environment.IsPrivilegedProcess, "there is no Prometheus, and its package can be had as root on Debian alone");
        var download = $"cd {folder} && {{ apt-get download prometheus || {{ apt-get update && apt-get download prometheus; }}; }} && dpkg-deb -x prometheus_*.deb . && rm prometheus_*.deb";
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", download + " 2>&1"]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
        return Path.Combine(folder, "usr", "bin", "prometheus");
    }
}
