using System.Diagnostics;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Supervision;

/// <summary>The trace of a container's coming back, from its end until it is healthy or given up. Touched by the supervisor's loop only.</summary>
internal sealed class Recovery(ContainerPlan plan)
{
    private Activity? _activity;

    /// <summary>It ended. One that ends again while it comes back is in the same trace.</summary>
    public void Exited(string fleet, string reason)
    {
        if (_activity is null)
        {
            _activity = FleetActivities.BeginRecovery(fleet, plan.Name, plan.Member, reason);
        }
        else
        {
            Note(reason);
        }
    }

    public void Note(string text) => _activity?.AddEvent(new ActivityEvent(text));

    /// <summary>What is done for it in the caller's flow is below it.</summary>
    public void Enter()
    {
        if (_activity is not null)
        {
            Activity.Current = _activity;
        }
    }

    /// <summary>It ended because somebody wanted it to: there is nothing to tell.</summary>
    public void Discard()
    {
        if (_activity is not null)
        {
            _activity.ActivityTraceFlags &= ~ActivityTraceFlags.Recorded;
            End();
        }
    }

    /// <param name="failure">Why it does not come back; null when it does.</param>
    public void End(string? failure = null)
    {
        _activity.Fail(failure);
        _activity?.Dispose();
        _activity = null;
    }
}
