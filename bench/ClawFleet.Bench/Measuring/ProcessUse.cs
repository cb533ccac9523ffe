using System.Diagnostics;

namespace ClawFleet.Bench.Measuring;

/// <summary>What a process of this machine has used.</summary>
internal sealed class ProcessUse(int pid)
{
    /// <summary>Processor time since its start, in user and kernel.</summary>
    public double Seconds
    {
        get
        {
            using var process = Process.GetProcessById(pid);
            return process.TotalProcessorTime.TotalSeconds;
        }
    }

    /// <summary>Resident memory now.</summary>
    public long Bytes
    {
        get
        {
            using var process = Process.GetProcessById(pid);
            return process.WorkingSet64;
        }
    }

    public static ProcessUse Of(int pid) => new(pid);

    /// <exception cref="InvalidOperationException">No process, or more than one, has this name.</exception>
    public static ProcessUse Named(string name) => new(Process.GetProcessesByName(name).Single().Id);
}
