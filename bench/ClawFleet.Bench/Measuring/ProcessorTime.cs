using System.Runtime.InteropServices;

namespace ClawFleet.Bench.Measuring;

/// <summary>Processor time of the calling thread: what else the machine does stays out of it.</summary>
internal static partial class ProcessorTime
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static double Seconds
    {
        get
        {
            _ = ClockGetTime(ThreadCpuTime, out var time);
            return time.Seconds + time.Nanoseconds / 1e9;
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
