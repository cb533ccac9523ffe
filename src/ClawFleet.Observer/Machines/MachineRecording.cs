using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Machines;

/// <summary>
/// What this machine uses as metrics of the service <c>host</c>, named as in the OpenTelemetry semantic conventions (docs/system/system-metrics.md); the load, which they do not have, as in the
/// OpenTelemetry Collector (hostmetricsreceiver).
/// </summary>
internal sealed class MachineRecording(string fleet, TelemetryStore store)
{
    /// <summary><c>service.name</c> of this machine.</summary>
    public const string Service = "host";

    private const string Scope = "clawfleet.machine";

    private MachineUse? _before;

    public void Append(MachineUse now, IReadOnlyList<DiskUse> disks, DateTimeOffset time)
    {
        using var otlp = OtlpJson.Metrics();
        otlp.Begin(fleet, Service, Scope);
        var gauges = new GaugeWriter(otlp, time);
        if (_before is { } before && before.AllTicks < now.AllTicks && before.BusyTicks <= now.BusyTicks)
        {
            gauges.Write("system.cpu.utilization", "1", "Share of all processors' time that was worked in, 0 to 1.", (double)(now.BusyTicks - before.BusyTicks) / (now.AllTicks - before.AllTicks));
        }

        gauges.Write("system.cpu.logical.count", "{cpu}", "Processors.", now.Processors);
        gauges.Write("system.cpu.load_average.1m", "{thread}", "Mean number of threads that ran or wanted to, over a minute.", now.Load.One);
        gauges.Write("system.cpu.load_average.5m", "{thread}", "Mean number of threads that ran or wanted to, over five minutes.", now.Load.Five);
        gauges.Write("system.cpu.load_average.15m", "{thread}", "Mean number of threads that ran or wanted to, over fifteen minutes.", now.Load.Fifteen);
        // Together all there is: what holds files for now is neither used nor quite free.
        var cached = Math.Min(now.CachedBytes, now.AvailableBytes);
        gauges.Write(
            "system.memory.usage", "By", "Memory of this machine by what it is for.",
            ([("system.memory.state", "used")], now.MemoryBytes - now.AvailableBytes), ([("system.memory.state", "cached")], cached), ([("system.memory.state", "free")], now.AvailableBytes - cached));
        gauges.Write("system.memory.limit", "By", "All memory of this machine.", now.MemoryBytes);
        if (disks.Count > 0)
        {
            gauges.Write(
                "system.filesystem.usage", "By", "The file systems that hold the fleet's state and the engine's images and volumes.",
                [.. disks.SelectMany(disk => new[] { Point(disk, "used", disk.Used), Point(disk, "free", disk.Free), Point(disk, "reserved", disk.Reserved) })]);
            gauges.Write("system.filesystem.utilization", "1", "Share of what this user may fill, 0 to 1.", [.. disks.Select(disk => Point(disk, null, (double)disk.Used / Math.Max(1, disk.Used + disk.Free)))]);
        }

        _before = now;
        store.AppendJson(Signal.Metrics, otlp.Finish());
    }

    private static ((string, string)[], double) Point(DiskUse disk, string? state, double value) =>
        (state is null ? [("system.filesystem.mountpoint", disk.Mount)] : [("system.filesystem.mountpoint", disk.Mount), ("system.filesystem.state", state)], value);
}
