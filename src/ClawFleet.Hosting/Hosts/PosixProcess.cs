using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ClawFleet.Hosting.Hosts;

/// <summary>What .NET has no call for.</summary>
public static partial class PosixProcess
{
    private const int SigTerm = 15;

    /// <summary>Asks a process to end (SIGTERM); on Windows, which has no such thing, ends it. One that is gone is no error.</summary>
    public static void Terminate(int pid)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = Kill(pid, SigTerm);
            return;
        }

        try
        {
            using var process = Process.GetProcessById(pid);
            process.Kill();
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
        }
    }

    /// <summary>The process that started this one; null when it has ended, or cannot be known.</summary>
    public static ProcessIdentity? Parent => OperatingSystem.IsWindows() || GetPpid() is not (> 1 and var parent) ? null : ProcessIdentity.Of(parent);

    /// <summary>Leaves the session of the terminal that this process was started from (setsid), so that closing it ends nothing.</summary>
    public static void LeaveTerminal()
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = SetSid();
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Kill(int pid, int signal);

    [LibraryImport("libc", EntryPoint = "getppid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetPpid();

    [LibraryImport("libc", EntryPoint = "setsid")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetSid();
}
