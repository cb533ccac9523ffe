namespace ClawFleet.Observer.Machines;

/// <summary>What this machine uses, at one moment.</summary>
/// <param name="BusyTicks">Processor time spent working since the machine's start, of all processors together, in the kernel's ticks.</param>
/// <param name="AllTicks">The same with idle time.</param>
/// <param name="Processors">How many there are.</param>
/// <param name="Load">Mean number of processes that ran or wanted to, over one, five and fifteen minutes.</param>
/// <param name="MemoryBytes">All memory.</param>
/// <param name="AvailableBytes">What programs could still have without swapping.</param>
/// <param name="CachedBytes">Of the available, what holds files for now.</param>
internal sealed record MachineUse(
    long BusyTicks, long AllTicks, int Processors, (double One, double Five, double Fifteen) Load, long MemoryBytes, long AvailableBytes, long CachedBytes);
