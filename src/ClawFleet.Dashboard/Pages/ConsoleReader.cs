using ClawFleet.Hosting;
using EngineLogQuery = ClawFleet.Engine.LogQuery;

namespace ClawFleet.Dashboard.Pages;

/// <summary>Members' output as the engine keeps it, with the known secrets masked by the host.</summary>
internal sealed class ConsoleReader(FleetHost host, string fleet)
{
    /// <summary>The last lines of each container, in the order of time.</summary>
    public async Task<List<MemberLogLine>> TailAsync(IReadOnlyCollection<string> members, int lines, CancellationToken ct)
    {
        var found = new List<MemberLogLine>();
        await foreach (var line in host.ReadLogsAsync(fleet, members, new EngineLogQuery(Follow: false, Tail: lines), ct).ConfigureAwait(false))
            found.Add(line);
        return found;
    }

    public IAsyncEnumerable<MemberLogLine> AllAsync(IReadOnlyCollection<string> members, CancellationToken ct) =>
        host.ReadLogsAsync(fleet, members, new EngineLogQuery(Follow: false), ct);
}
