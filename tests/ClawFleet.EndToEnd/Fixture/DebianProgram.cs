using System.Diagnostics;

namespace ClawFleet.EndToEnd.Fixture;

/// <summary>A program of a Debian package as it is on this machine, else taken out of the package, which installs nothing.</summary>
internal static class DebianProgram
{
    /// <param name="path">Where the package puts it: <c>/usr/bin/prometheus</c>.</param>
    /// <param name="folder">Where it is laid out when it is not there.</param>
    /// <returns>The program.</returns>
    public static async Task<string> GetAsync(string package, string path, string folder)
    {
        if (Path.Exists(path)) return path;

        Assert.SkipWhen(!File.Exists("/usr/bin/apt-get") || !Environment.IsPrivilegedProcess, $"there is no {path}, and the package {package} can be had as root on Debian alone");
        var download = $"cd {folder} && {{ apt-get download {package} || {{ apt-get update && apt-get download {package}; }}; }} && dpkg-deb -x {package}_*.deb . && rm {package}_*.deb";
        using var process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", download + " 2>&1"]) { RedirectStandardOutput = true })!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, said);
        return folder + path;
    }
}
