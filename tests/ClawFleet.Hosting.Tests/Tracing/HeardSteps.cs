using System.Collections.Concurrent;
using System.Diagnostics;

namespace ClawFleet.Hosting.Tests.Tracing;

/// <summary>The orchestrator's activities of one trace as they end; those of tests beside this one are left out.</summary>
internal sealed class HeardSteps : IDisposable
{
    private readonly ActivityListener _listener;
    private readonly ConcurrentQueue<Activity> _ended = [];
    private readonly string _fleet;

    public HeardSteps(string fleet)
    {
        _fleet = fleet;
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == FleetActivities.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    /// <summary>The verbs of the fleet, oldest first.</summary>
    public IReadOnlyList<Activity> Verbs => [.. _ended.Where(a => a.GetTagItem("clawfleet.fleet") as string == _fleet)];

    public IReadOnlyList<Activity> Below(Activity verb) => [.. _ended.Where(a => a.TraceId == verb.TraceId && a != verb)];

    public void Dispose() => _listener.Dispose();
}
