using ClawFleet.Engine;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Recording;

/// <summary>What was started before the recording began, as the engine tells it: otherwise the first that is known of a member would be its end.</summary>
internal sealed class EarlierStarts(IContainerEngine engine, LogRecording logs, TelemetryStore store)
{
    // An event's time and the time in the engine's own description differ by what lies between the two in the engine.
    private static readonly TimeSpan Same = TimeSpan.FromSeconds(2);

    public async Task RecordAsync(ContainerSummary container, string member, CancellationToken ct)
    {
        ContainerDetails details;
        try
        {
            details = await engine.InspectContainerAsync(container.Id, ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            return; // Removed since it was listed.
        }

        if (details is not { State: ContainerState.Running, StartedAt: { } started } || IsRecorded(member, started))
        {
            return;
        }

        logs.Append(new EngineEvent("container", "start", null, container.Id, container.Name, started, container.Labels));
        if (details.HealthSince is { } since)
        {
            logs.Append(new EngineEvent("container", "health_status", details.Health == ContainerHealth.Healthy ? "healthy" : "unhealthy", container.Id, container.Name, since, container.Labels));
        }
    }

    /// <summary>Whether a start at about this time is recorded.</summary>
    public bool IsRecorded(string member, DateTimeOffset started) => store
        .Logs(new Telemetry.LogQuery { Scope = LogRecording.EventScope, Members = [member], From = started - Same, To = started + Same }).Records.Any(r => r.EventName == "container.start");
}
