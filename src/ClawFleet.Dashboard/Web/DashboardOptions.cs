namespace ClawFleet.Dashboard.Web;

/// <param name="Port">On 127.0.0.1; 0 for any that is free.</param>
/// <param name="AllowLifecycle">Whether the page may stop and restart members.</param>
internal sealed record DashboardOptions(int Port, bool AllowLifecycle = true);
