using System.Diagnostics;
using System.Globalization;

namespace ClawFleet.Hosting.Hosts;

/// <summary>A process, told apart from a later one that was given the same number.</summary>
/// <param name="Pid">Process id.</param>
/// <param name="Started">When it began: on Linux in clock ticks since the boot (field 22 of <c>/proc/PID/stat</c>, proc(5)), elsewhere in ticks of UTC.</param>
public readonly record struct ProcessIdentity(int Pid, long Started)
{
    public static ProcessIdentity Current { get; } = Of(Environment.ProcessId) ?? throw new InvalidOperationException("This process cannot be found among those that run.");

    /// <summary>Whether it still runs.</summary>
    public bool IsAlive => Of(Pid) == this;

    /// <returns>Null when no such process runs; one that has ended and is not reaped yet does not.</returns>
    public static ProcessIdentity? Of(int pid) => OperatingSystem.IsLinux() ? OfLinux(pid) : OfOthers(pid);

    private static ProcessIdentity? OfLinux(int pid)
    {
        string stat;
        try
        {
            stat = File.ReadAllText($"/proc/{pid.ToString(CultureInfo.InvariantCulture)}/stat");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        // The second field is the program's name in parentheses, and may hold anything.
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[0] is "Z" or "X" ? null : new ProcessIdentity(pid, long.Parse(fields[19], CultureInfo.InvariantCulture));
    }

    private static ProcessIdentity? OfOthers(int pid)
    {
        try
        {
            using var process = Process.GetProcessById(pid);
            return process.HasExited ? null : new ProcessIdentity(pid, process.StartTime.ToUniversalTime().Ticks);
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
