using System.Diagnostics;
using System.Runtime.Versioning;

namespace ClawFleet.Hosting.Tests.Images;

/// <summary>The script that installs a file's packages, with a package manager that only says what it was asked for.</summary>
[UnsupportedOSPlatform("windows")]
public sealed class PackageSetup : IDisposable
{
    private readonly DirectoryInfo _programs = Directory.CreateTempSubdirectory("clawfleet-packages-");

    [Fact]
    public async Task Named_npm_packages_run_their_install_scripts_and_nothing_else_does()
    {
        var npm = Path.Combine(_programs.FullName, "npm");
        await File.WriteAllTextAsync(npm, "#!/bin/sh\nprintf '%s\\n' \"$@\"\n");
        File.SetUnixFileMode(npm, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var script = Path.Combine(FleetHostOptions.Discover().Home, "runtimes", "packages", "setup.sh");
        using var process = Process.Start(new ProcessStartInfo("sh", [script])
        {
            RedirectStandardOutput = true,
            Environment = { ["PATH"] = $"{_programs.FullName}:/usr/bin:/bin", ["NPM_PACKAGES"] = "@anthropic-ai/claude-code @scope/tool@1.2.3 plain another@^2" },
        })!;
        var asked = (await process.StandardOutput.ReadToEndAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("--allow-scripts=@anthropic-ai/claude-code,@scope/tool,plain,another", asked);
        Assert.Equal(["@anthropic-ai/claude-code", "@scope/tool@1.2.3", "plain", "another@^2"], asked.TakeLast(4));
    }

    public void Dispose() => _programs.Delete(recursive: true);
}
