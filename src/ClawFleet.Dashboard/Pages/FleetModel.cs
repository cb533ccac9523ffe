using System.Collections.Immutable;
using ClawFleet.Dashboard.Changes;
using ClawFleet.Dashboard.Charts;
using ClawFleet.Dashboard.Lives;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;

namespace ClawFleet.Dashboard.Pages;

/// <summary>The fleet's members, each with its sidecars below it.</summary>
internal sealed record FleetModel(ImmutableArray<FleetRow> Rows, FleetGraph Graph)
{
    private static readonly TimeSpan shown = TimeSpan.FromMinutes(10);

    /// <summary>How many of a container's last events are looked at for the cause of its state.</summary>
    public const int EventsLookedAt = 12;

    /// <summary>How the forwarding of telemetry goes, by signal.</summary>
    public ImmutableArray<SignalForwarding> Forwarding { get; init; } = [];

    /// <summary>Why what is recorded is not written to disk; null when it is.</summary>
    public string? RecordFault { get; init; }

    /// <summary>What the fleet's file says beside what runs.</summary>
    public FileComparison File { get; init; } = new(null, FileVerdict.NoFile, "");

    /// <summary>The file's changes that are being made, or were made last; null for none.</summary>
    public ChangeRun? ChangeRun { get; init; }

    // A measurement older than this is not what a member uses now.
    private static readonly TimeSpan current = TimeSpan.FromMinutes(1);

    public static FleetModel Of(FleetSnapshot now, TelemetryStore store, TimeProvider time)
    {
        var at = time.GetUtcNow();
        var rows = now.Members.Select(m => Row(m, now, store, at))
            .OrderBy(r => r.Owner, StringComparer.Ordinal).ThenBy(r => r.IsSidecar).ThenBy(r => r.Status.Name, StringComparer.Ordinal).ToImmutableArray();
        return new FleetModel(rows, FleetGraph.Of(rows, now));
    }

    private static FleetRow Row(MemberStatus status, FleetSnapshot now, TelemetryStore store, DateTimeOffset at)
    {
        var cpu = Points("container.cpu.usage", status.Name, store, at);
        var memory = Points("container.memory.usage", status.Name, store, at);
        return new FleetRow(
            status, now.OwnerOf(status), status.StartedAt is { } started ? at - started : null, Current(cpu, at), LineChart.Spark(cpu), Current(memory, at), LineChart.Spark(memory))
        {
            Channels = now.SpecOf(status)?.Channels ?? [],
            Change = LastChange.Of(LifeEvents.Latest(store, status.Name, EventsLookedAt), status.State.IsUp()),
        };
    }

    private static double? Current(List<(DateTimeOffset Time, double Value)> points, DateTimeOffset at) =>
        points is [.., var last] && at - last.Time < current ? last.Value : null;

    private static List<(DateTimeOffset Time, double Value)> Points(string instrument, string member, TelemetryStore store, DateTimeOffset at) =>
        [.. store.Series(new MetricQuery { Instrument = instrument, Members = [member], From = at - shown }).SelectMany(s => MetricLines.Of(s, "")).SelectMany(l => l.Points)
            .GroupBy(p => p.Time).Select(g => (g.Key, g.Sum(p => p.Value))).OrderBy(p => p.Key)];
}
