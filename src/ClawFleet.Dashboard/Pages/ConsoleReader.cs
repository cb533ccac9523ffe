using ClawFleet.Hosting;
using EngineLogQuery = ClawFleet.Engine.LogQuery;

namespace ClawFleet.Dashboard.Pages;

/// <summary>Members' output as the engine keeps it, with the known secrets masked by the host.</summary>
internal sealed class ConsoleReader(FleetHost host, string fleet)
{
    /// <summary>The last lines of all these members together, in the order of time. No more than that are in memory at once, however much the engine has.</summary>
    /// <param name="since">Only what was written then or later; null for all.</param>
    public async Task<IReadOnlyCollection<MemberLogLine>> LastAsync(IReadOnlyCollection<string> members, int lines, DateTimeOffset? since, CancellationToken ct)
    {
        var last = new Queue<MemberLogLine>();
        await foreach (var line in host.ReadLogsAsync(fleet, members, new EngineLogQuery(Follow: false, Since: since, Tail: lines), ct).ConfigureAwait(false))
        {
            if (last.Count == lines)
                last.Dequeue();
            last.Enqueue(line);
        }
        return last;
    }

    public IAsyncEnumerable<MemberLogLine> AllAsync(IReadOnlyCollection<string> members, CancellationToken ct) =>
        host.ReadLogsAsync(fleet, members, new EngineLogQuery(Follow: false), ct);
}
