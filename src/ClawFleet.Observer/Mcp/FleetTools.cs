using ClawFleet.Hosting;
using ModelContextProtocol.Server;

namespace ClawFleet.Observer.Mcp;

/// <summary>All tools, each with its hints: what only looks says so, and what takes a member's work away says so.</summary>
internal static class FleetTools
{
    public static IEnumerable<McpServerTool> Of(FleetHost host, string fleet, HostLogs running, bool lifecycle)
    {
        var members = new MemberTools(host, fleet);
        var telemetry = new TelemetryTools(new FreshRecord(host, fleet), running, () => host.MaskOf(fleet));
        yield return Look(members.ListMembersAsync, "list_members", "List members");
        yield return Look(members.MemberConfigAsync, "member_config", "Show a member's configuration");
        yield return Look(telemetry.ReadLogsAsync, "read_logs", "Read logs");
        yield return Look(telemetry.ListTraces, "list_traces", "List traces");
        yield return Look(telemetry.ReadTrace, "read_trace", "Read a trace");
        yield return Look(telemetry.QueryMetrics, "query_metrics", "Query metrics");
        if (lifecycle)
        {
            var verbs = new LifecycleTools(host, fleet);
            yield return Act(verbs.RestartMemberAsync, "restart_member", "Restart a member", destructive: true, idempotent: false);
            yield return Act(verbs.StopMemberAsync, "stop_member", "Stop a member", destructive: true, idempotent: true);
            yield return Act(verbs.StartMemberAsync, "start_member", "Start a member", destructive: false, idempotent: true);
        }
    }

    private static McpServerTool Look(Delegate method, string name, string title) =>
        McpServerTool.Create(method, new McpServerToolCreateOptions { Name = name, Title = title, ReadOnly = true, Destructive = false, Idempotent = true, OpenWorld = false });

    private static McpServerTool Act(Delegate method, string name, string title, bool destructive, bool idempotent) =>
        McpServerTool.Create(method, new McpServerToolCreateOptions { Name = name, Title = title, ReadOnly = false, Destructive = destructive, Idempotent = idempotent, OpenWorld = false });
}
