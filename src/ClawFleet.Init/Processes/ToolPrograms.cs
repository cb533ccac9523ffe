using System.Collections.Immutable;
using System.ComponentModel;
using System.Diagnostics;
using ClawFleet.Init.Members;
using ClawFleet.Runtimes;

namespace ClawFleet.Init.Processes;

/// <summary>
/// Starts what the image's tools run beside the runtime: the <c>start</c> programs below <c>/usr/share/clawfleet/tools</c>. Each is kept running by a
/// <c>serve</c> of its own, which belongs to PID 1 and not to the runtime, and ends with the container.
/// </summary>
internal static class ToolPrograms
{
    public static void Start(InitEnvironment environment, NativeLaunch launch)
    {
        var folder = Path.Combine(Path.GetDirectoryName(environment.Paths.Defaults)!, "tools");
        var serve = Path.Combine(folder, "serve");
        if (!File.Exists(serve))
        {
            return;
        }

        foreach (var tool in Directory.EnumerateDirectories(folder).Where(t => File.Exists(Path.Combine(t, "start"))).Order(StringComparer.Ordinal))
        {
            Start(serve, Path.GetFileName(tool), Variables(environment, launch));
        }
    }

    /// <summary>The container's variables and the places below the state, but none of the credentials that the runtime is given.</summary>
    private static ImmutableSortedDictionary<string, string> Variables(InitEnvironment environment, NativeLaunch launch)
        => environment.Variables
            .RemoveRange(environment.Variables.Where(v => v.Key.StartsWith("CLAWFLEET_", StringComparison.Ordinal) || SecretRef.TryParse(v.Value, out _)).Select(v => v.Key))
            .RemoveRange(launch.RemovedEnvironment)
            .SetItems(launch.Environment.Where(v => v.Key is "HOME" or "PATH" || v.Key.StartsWith("XDG_", StringComparison.Ordinal)));

    private static void Start(string serve, string tool, ImmutableSortedDictionary<string, string> variables)
    {
        // The shell in between ends at once, which hands its child to PID 1.
        var start = new ProcessStartInfo("/bin/sh", ["-c", "setsid \"$0\" \"$1\" &", serve, tool]) { UseShellExecute = false, WorkingDirectory = "/" };
        start.Environment.Clear();
        foreach (var (name, value) in variables)
        {
            start.Environment[name] = value;
        }

        try
        {
            NativeMethods.IgnoreBrokenPipes(false);
            using var shell = Process.Start(start)!;
            shell.WaitForExit();
        }
        catch (Win32Exception e)
        {
            Output.Error($"the tool {tool} does not start (error {e.NativeErrorCode}): rebuild the image");
        }
        finally
        {
            NativeMethods.IgnoreBrokenPipes(true);
        }
    }
}
