using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;

[assembly: AssemblyFixture(typeof(ClawFleet.Init.Tests.Support.PublishedInit))]

namespace ClawFleet.Init.Tests.Support;

/// <summary>clawinit as the images get it: published self-contained, trimmed and in one file, and put where any user may run it.</summary>
public sealed class PublishedInit : IAsyncLifetime
{
    public static string Root { get; } = typeof(PublishedInit).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(a => a.Key == "RepoRoot").Value!;

    /// <summary>Path of the program.</summary>
    public string Program { get; private set; } = "";

    /// <summary>What the publish said.</summary>
    public string Output { get; private set; } = "";

    private string Folder { get; } = Directory.CreateTempSubdirectory("clawinit-").FullName;

    public async ValueTask InitializeAsync()
    {
        var artifacts = Path.Combine(Root, "artifacts", "test-clawinit");
        var rid = RuntimeInformation.RuntimeIdentifier.Contains("arm64", StringComparison.Ordinal) ? "linux-arm64" : "linux-x64";
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in new[] { "publish", Path.Combine(Root, "src", "ClawFleet.Init"), "-c", "Release", "-r", rid, "--artifacts-path", artifacts, "-nodeReuse:false" })
        {
            start.ArgumentList.Add(argument);
        }

        using var publish = Process.Start(start)!;
        var output = publish.StandardOutput.ReadToEndAsync();
        var error = publish.StandardError.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Output = await output + await error;
        Assert.True(publish.ExitCode == 0, Output);

        var built = Directory.EnumerateFiles(Path.Combine(artifacts, "publish"), "clawinit", SearchOption.AllDirectories).First();
        Program = Path.Combine(Folder, "clawinit");
        File.Copy(built, Program);
        const UnixFileMode everybody = UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;
        File.SetUnixFileMode(Program, everybody);
        File.SetUnixFileMode(Folder, everybody | UnixFileMode.UserWrite);
    }

    public ValueTask DisposeAsync()
    {
        Directory.Delete(Folder, recursive: true);
        return default;
    }
}
