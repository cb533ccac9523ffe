using System.Text.RegularExpressions;
using ClawFleet.Hosting;
using EngineLogQuery = ClawFleet.Engine.LogQuery;

namespace ClawFleet.Dashboard.Pages;

/// <summary>Members' output as the engine keeps it, with the known secrets masked by the host.</summary>
internal sealed partial class ConsoleReader(FleetHost host, string fleet)
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

    /// <summary>Without what is meant for a terminal: colours, cursor movements, titles, and other control characters.</summary>
    public static string Plain(string text) => Controls().Replace(text, "");

    [GeneratedRegex(@"\x1B(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1B]*(?:\x07|\x1B\\)|[@-Z\\-_])|[\x00-\x08\x0B-\x1F\x7F]")]
    private static partial Regex Controls();
}
