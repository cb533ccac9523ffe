namespace ClawFleet.Engine;

/// <summary>What a running container has used, at one moment. Rates come of two of them.</summary>
/// <param name="ReadAt">When the engine looked.</param>
/// <param name="CpuNanoseconds">Processor time since its start, of all cores together.</param>
/// <param name="MemoryBytes">Memory in use without the page cache that the kernel can take back, as <c>docker stats</c> shows it.</param>
/// <param name="MemoryLimitBytes">Its limit; without one the machine's memory. Null when the engine does not say.</param>
/// <param name="ReceivedBytes">Over all its networks since its start.</param>
/// <param name="SentBytes">Over all its networks since its start.</param>
/// <param name="Processes">Null when the engine does not count them.</param>
public sealed record ContainerStats(
    DateTimeOffset ReadAt, ulong CpuNanoseconds, ulong MemoryBytes, ulong? MemoryLimitBytes, ulong ReceivedBytes, ulong SentBytes, int? Processes);
