using System.Threading.Channels;
using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Health;
using ClawFleet.Hosting.Observation;

namespace ClawFleet.Hosting.Supervision;

/// <summary>Decides on each signal. Called by one loop only.</summary>
internal sealed class SupervisionDesk(
    IContainerEngine engine, FleetHostOptions host, SupervisionOptions options, string fleet, ContainerSecrets secrets, IProgress<FleetEvent> progress,
    Dictionary<string, WatchedContainer> containers, ChannelWriter<Signal> signals, CancellationToken ct)
{
    private readonly Prober _prober = new(engine, options, host.Time, signals);
    private readonly FleetStateFolder _folder = new(host.StateRoot, fleet);
    private readonly SecretFiles _secretFiles = new(host.SecretsRoot, fleet);
    private readonly List<Task> _probes = [];

    public DateTimeOffset? NextDue => containers.Values.Min(c => c.RestartDue);

    private DateTimeOffset Now => host.Time.GetUtcNow();

    /// <summary>Takes a snapshot over: at the beginning, and after the engine was away.</summary>
    public async Task ObserveAsync(ObservedFleet observed)
    {
        foreach (var container in containers.Values)
        {
            var seen = observed.Find(container.Plan.Name);
            var wasUp = container.State is MemberState.Running or MemberState.Unhealthy or MemberState.Starting or MemberState.Restarting;
            container.Id = seen?.Id;
            if (seen is null)
            {
                Change(container, MemberState.Absent, wasUp ? "is gone" : null);
            }
            else if (seen.State == ContainerState.Running)
            {
                container.IsFirstLook = container.State == MemberState.Absent;
                await BeginProbingAsync(container, seen.Ports, container.State == MemberState.Running ? null : Now + TimeSpan.FromSeconds(container.Plan.Health.DeadlineSeconds)).ConfigureAwait(false);
            }
            else if (seen.State == ContainerState.Restarting)
            {
                Change(container, MemberState.Restarting, "is being restarted by the engine");
            }
            else if (wasUp)
            {
                // It ended while nobody looked.
                await ExitedAsync(container, seen.ExitCode ?? -1).ConfigureAwait(false);
            }
            else if (container.State == MemberState.Absent)
            {
                Change(container, seen.ExitCode is null or 0 or 130 or 143 ? MemberState.Stopped : MemberState.Exited, null);
            }
        }
    }

    public async Task HandleAsync(Signal signal)
    {
        switch (signal)
        {
            case EngineLost lost:
                throw lost.Error;
            case ProbeSignal probe when containers.TryGetValue(probe.Container, out var asked) && asked.Id == probe.ContainerId && asked.Probing is not null:
                Answered(asked, probe.Answer);
                break;
            case EngineSignal { Event: var seen } when containers.TryGetValue(seen.Name, out var container):
                await HandleAsync(container, seen).ConfigureAwait(false);
                break;
        }
    }

    public async Task HandleDueAsync()
    {
        foreach (var container in containers.Values.Where(c => c.RestartDue <= Now).ToList())
        {
            container.RestartDue = null;
            await ReviveAsync(container).ConfigureAwait(false);
        }
    }

    /// <summary>Waits for the probes to end, once the session is cancelled.</summary>
    public async Task CloseAsync()
    {
        foreach (var container in containers.Values)
        {
            StopProbing(container);
        }

        await Task.WhenAll(_probes).ConfigureAwait(false);
    }

    private async Task HandleAsync(WatchedContainer container, EngineEvent seen)
    {
        if (seen.Action == "start")
        {
            container.Id = seen.Id;
            container.IsFirstLook = false;
            container.RestartDue = null;
            container.OutOfMemory = false;
            await BeginProbingAsync(container, null, Now + TimeSpan.FromSeconds(container.Plan.Health.DeadlineSeconds)).ConfigureAwait(false);
            return;
        }

        if (container.Id is not null && seen.Id != container.Id)
        {
            return; // Of the one it replaced.
        }

        switch (seen.Action)
        {
            case "oom":
                container.OutOfMemory = true;
                break;
            case "die":
                await ExitedAsync(container, seen.ExitCode ?? -1).ConfigureAwait(false);
                break;
            case "stop" when container.State != MemberState.FailedToStart:
                // Somebody asked the engine to stop it; that comes after its `die`, and well within the back-off.
                container.RestartDue = null;
                container.Exits = 0;
                container.Recovery.Discard();
                Change(container, MemberState.Stopped, "was stopped");
                break;
            case "destroy":
                container.RestartDue = null;
                container.Id = null;
                StopProbing(container);
                container.Recovery.Discard();
                Change(container, MemberState.Absent, "was removed");
                break;
        }
    }

    private async Task ExitedAsync(WatchedContainer container, int code)
    {
        StopProbing(container);
        if (container.HealthySince is { } healthy && Now - healthy >= options.ForgivenAfter)
        {
            container.Exits = 0;
        }

        container.HealthySince = null;
        container.Exits++;
        if (container.State == MemberState.FailedToStart)
        {
            return;
        }

        var reason = ExitReason.Describe(code, container.OutOfMemory, container.Plan);
        container.Recovery.Exited(fleet, reason);
        if (container.Plan.FinalExitCodes.Contains(code) || container.Exits >= options.ExitLimit)
        {
            await GiveUpAsync(container, container.Exits >= options.ExitLimit ? $"{reason}, {container.Exits} times without staying healthy" : reason).ConfigureAwait(false);
            return;
        }

        container.RestartDue = Now + BackOff.After(container.Exits, options);
        Change(container, MemberState.Restarting, reason);
    }

    private async Task GiveUpAsync(WatchedContainer container, string reason)
    {
        container.State = MemberState.FailedToStart;
        container.RestartDue = null;
        container.Recovery.End(secrets.Masker.Apply(reason));
        IReadOnlyList<string> lines = [];
        if (container.Id is { } id)
        {
            await engine.StopContainerAsync(id, TimeSpan.FromSeconds(container.Plan.StopGraceSeconds), ct).ConfigureAwait(false);
            lines = await LogTail.ReadAsync(engine, id, secrets.Masker, ct).ConfigureAwait(false);
        }

        Report(FleetEventKind.Failure, container, $"{container.Plan.Subject}{reason}; it is stopped, since another start would not help", lines);
    }

    /// <summary>Starts what the engine does not start itself (one that was killed through the engine, say).</summary>
    private async Task ReviveAsync(WatchedContainer container)
    {
        if (container.Id is not { } id)
        {
            return;
        }

        try
        {
            var details = await engine.InspectContainerAsync(id, ct).ConfigureAwait(false);
            if (details.State is not (ContainerState.Exited or ContainerState.Created))
            {
                return; // The engine was quicker; its `start` tells the rest.
            }

            using var mine = await FleetLock.TakeAsync(_folder, "clawden's supervisor", required: false, TimeSpan.Zero, host.Time, _ => { }, ct).ConfigureAwait(false);
            if (!container.Plan.Secrets.IsDefaultOrEmpty && secrets.Values.TryGetValue(container.Plan.Name, out var values))
            {
                var traits = await EngineTraits.OfAsync(engine, ct).ConfigureAwait(false);
                _secretFiles.Write(container.Plan, values, traits.MapsUsersAway);
            }

            Report(FleetEventKind.Operation, container, $"start {container.Plan.Name}", []);
            container.Recovery.Enter();
            await FleetActivities.StepAsync($"start {container.Plan.Name}", () => engine.StartContainerAsync(id, ct)).ConfigureAwait(false);
        }
        catch (FleetConflictException)
        {
            container.RestartDue = Now + options.FirstBackOff; // Another command is at work; it may well be what ended the container.
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            Change(container, MemberState.Absent, "was removed");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or EngineException { Kind: not (EngineErrorKind.ConnectionLost or EngineErrorKind.Unreachable) })
        {
            container.Exits++;
            if (container.Exits >= options.ExitLimit)
            {
                await GiveUpAsync(container, $"cannot be started: {e.Message.TrimEnd('.')}").ConfigureAwait(false);
                return;
            }

            container.RestartDue = Now + BackOff.After(container.Exits, options);
            Report(FleetEventKind.Warning, container, $"{container.Plan.Subject}cannot be started: {e.Message}", []);
        }
    }

    private void Answered(WatchedContainer container, ProbeAnswer answer)
    {
        if (answer.IsHealthy)
        {
            container.HealthySince ??= Now;
            container.Recovery.End();
            Change(container, MemberState.Running, container.IsFirstLook ? null : container.State == MemberState.Unhealthy ? "is healthy again" : "is healthy");
        }
        else
        {
            container.HealthySince = null;
            Change(container, MemberState.Unhealthy, $"is not healthy: {answer.Word}");
        }

        container.IsFirstLook = false;
    }

    private async Task BeginProbingAsync(WatchedContainer container, IReadOnlyList<PublishedPort>? ports, DateTimeOffset? deadline)
    {
        StopProbing(container);
        if (ports is null && HealthTarget.NeedsPublishedPorts(container.Plan))
        {
            ports = (await engine.InspectContainerAsync(container.Id!, ct).ConfigureAwait(false)).Ports;
        }

        if (deadline is not null)
        {
            Change(container, MemberState.Starting, container.IsFirstLook ? null : "is starting");
        }

        container.Target = HealthTarget.For(container.Id!, container.Plan, ports);
        if (container.Target.IsUnknowable)
        {
            container.HealthySince = Now;
            container.Recovery.End();
            Change(container, MemberState.Running, container.IsFirstLook ? null : "is running");
            container.IsFirstLook = false;
            return;
        }

        container.Probing = CancellationTokenSource.CreateLinkedTokenSource(ct);
        _probes.RemoveAll(p => p.IsCompleted);
        _probes.Add(_prober.RunAsync(container.Plan, container.Target, deadline is not null, deadline ?? Now, container.Probing.Token));
    }

    private static void StopProbing(WatchedContainer container)
    {
        container.Probing?.Cancel();
        container.Probing?.Dispose();
        container.Probing = null;
    }

    /// <param name="words">What to say when the state is new; null to say nothing.</param>
    private void Change(WatchedContainer container, MemberState state, string? words)
    {
        if (container.State != state)
        {
            container.State = state;
            if (words is not null)
            {
                Report(FleetEventKind.MemberState, container, $"{container.Plan.Subject}{words}", []);
            }
        }
    }

    private void Report(FleetEventKind kind, WatchedContainer container, string text, IReadOnlyList<string> lines) =>
        progress.Report(new FleetEvent(kind, Now, container.Plan.Member, secrets.Masker.Apply(text)) { State = container.State, LastLines = lines });
}
