using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Containers;

internal static class StatsMapping
{
    /// <returns>Null when the container does not run: the engine then answers with an empty table.</returns>
    public static ContainerStats? Stats(WireStats wire)
    {
        if (wire.Cpu?.Usage is not { Total: > 0 } cpu || wire.Memory?.Usage is not { } used)
        {
            return null;
        }

        var details = wire.Memory.Details;
        var cache = details?.GetValueOrDefault("total_inactive_file") is > 0 and var first ? first : details?.GetValueOrDefault("inactive_file") ?? 0;
        ulong received = 0, sent = 0;
        foreach (var network in wire.Networks?.Values.AsEnumerable() ?? [])
        {
            received += network.Received;
            sent += network.Sent;
        }

        // Podman before 5 counts no processes and says 0.
        return new ContainerStats(
            wire.Read, cpu.Total, cache < used ? used - cache : used, wire.Memory.Limit is > 0 ? wire.Memory.Limit : null, received, sent,
            wire.Pids?.Current is > 0 and <= int.MaxValue and var processes ? (int)processes : null);
    }
}
