using System.Globalization;
using System.Runtime.InteropServices;

namespace ClawFleet.Hosting.Hosts;

/// <summary>Where the program is that runs in the background. It needs ASP.NET Core, so it is one of its own, started with <c>dotnet</c>.</summary>
public static class HostProgram
{
    private const string FileName = "clawden-observer.dll";

    /// <summary>The program of this build: below the command's own folder as the launcher publishes it, else beside it in the checkout.</summary>
    /// <returns>Null when it was not built.</returns>
    public static string? Find(FleetHostOptions options)
    {
        var here = new DirectoryInfo(AppContext.BaseDirectory);
        var published = Path.Combine(here.FullName, "observer", FileName);
        if (File.Exists(published))
        {
            return published;
        }

        // .../bin/Debug/net10.0/
        var built = Path.Combine(options.Home, "src", "ClawFleet.Observer", "bin", here.Parent?.Name ?? "", here.Name, FileName);
        return File.Exists(built) ? built : null;
    }

    /// <summary>What to run, before the program's own arguments.</summary>
    public static IReadOnlyList<string> Command(string program) => [Dotnet(program), "exec", program];

    /// <summary>Tells one build of the program, and one way to run it, from another.</summary>
    /// <param name="arguments">The program's own.</param>
    public static string Identity(string program, IEnumerable<string> arguments) =>
        string.Create(CultureInfo.InvariantCulture, $"{File.GetLastWriteTimeUtc(program).Ticks} {string.Join(' ', arguments)}");

    private static string Dotnet(string program)
    {
        // The launcher knows where it found the SDK, which need not be on PATH, and leaves the place beside what it builds.
        var note = Path.Combine(Path.GetDirectoryName(program)!, "dotnet");
        if (File.Exists(note) && File.ReadAllText(note).Trim() is { Length: > 0 } noted && File.Exists(noted))
        {
            return noted;
        }

        // <root>/shared/Microsoft.NETCore.App/10.0.0/, unless this program carries its own framework.
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var own = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name));
        return File.Exists(own) ? own : name;
    }
}
