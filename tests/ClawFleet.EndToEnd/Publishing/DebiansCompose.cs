using System.Diagnostics;
using ClawFleet.EndToEnd.Fixture;

namespace ClawFleet.EndToEnd.Publishing;

/// <summary>docker compose 2.26 of Debian 13 as a program of its own, taken out of its package within Debian's image; this machine gets nothing installed.</summary>
internal static class DebiansCompose
{
    private const string Take = """
        cd /tmp && apt-get -qq update && apt-get -qq download docker-compose && dpkg-deb -x docker-compose_*.deb files
        install -m 755 files/usr/libexec/docker/cli-plugins/docker-compose /out/docker-compose.new
        chown "$1" /out/docker-compose.new && mv /out/docker-compose.new /out/docker-compose
        """;

    /// <returns>The program, kept in <c>artifacts</c>. Skips the test with the reason where it cannot be had.</returns>
    public static async Task<string> GetAsync()
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.Root, "artifacts", "compose")).FullName;
        var program = Path.Combine(folder, "docker-compose");
        if (File.Exists(program)) return program;

        var owner = (await RunAsync(folder, "stat", ["-c", "%u:%g", folder])).Said.Trim();
        var (exit, said) = await RunAsync(folder, "docker", ["run", "--rm", "-v", $"{folder}:/out", EngineFixture.Image, "sh", "-ec", Take, "take", owner]);
        Assert.SkipWhen(exit != 0, $"docker compose of Debian 13 cannot be had: {said.Trim()}");
        return program;
    }

    /// <summary>Runs it in a project's folder.</summary>
    /// <returns>Exit code, and both streams.</returns>
    public static async Task<(int Exit, string Said)> RunAsync(string folder, string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var streams = await Task.WhenAll(process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, string.Concat(streams));
    }
}
