using System.Diagnostics;
using System.Diagnostics.Metrics;
using ClawFleet.Cli.Presentation;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Ups;

/// <summary>What the orchestrator tells about itself: a span for each step of a fleet's life with its events in it, and how long members take to be healthy.</summary>
internal static class FleetTelemetry
{
    public const string Name = "ClawFleet";

    private static readonly ActivitySource Source = new(Name);
    private static readonly Meter Meter = new(Name);
    private static readonly Histogram<double> TimeToHealthy = Meter.CreateHistogram<double>(
        "clawfleet.member.time_to_healthy", "s", "From the start of a member's container to its first healthy answer.");

    /// <returns>Null when nobody listens.</returns>
    public static Activity? Start(string step, string fleet) => Source.StartActivity($"fleet {step}")?.SetTag("clawfleet.fleet", fleet);

    /// <summary>Passes events on, and into the span when there is one.</summary>
    public static IProgress<FleetEvent> Into(this IFleetProgress progress, Activity? activity) => activity is null ? progress : new SpanEvents(progress, activity);

    public static void Record(Activity? activity, UpResult result)
    {
        foreach (var member in result.Members)
        {
            if (member.TimeToHealthy is { } time)
            {
                TimeToHealthy.Record(time.TotalSeconds, new("clawfleet.member", member.Member), new("clawfleet.runtime", member.Runtime));
            }
        }

        if (!result.AllHealthy)
        {
            activity?.SetStatus(ActivityStatusCode.Error, string.Join(", ", result.Members.Where(member => member.State != MemberState.Running).Select(member => member.Member)));
        }
    }

    private sealed class SpanEvents(IProgress<FleetEvent> inner, Activity activity) : IProgress<FleetEvent>
    {
        public void Report(FleetEvent value)
        {
            inner.Report(value);
            if (value.Kind != FleetEventKind.ImageBuild)
            {
                activity.AddEvent(new ActivityEvent(value.Text, value.Time, new ActivityTagsCollection { ["clawfleet.member"] = value.Member, ["clawfleet.cause"] = value.Cause }));
            }
        }
    }
}
