using System.Globalization;
using ClawFleet.Engine;
using ClawFleet.Hosting.Health;
using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Execution;

/// <summary>Waits until a container is healthy, or knows why it will not be.</summary>
internal sealed class HealthGate(ExecutionScope context)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);
    // Slow growth: the pause stays near a tenth of the time already waited, so that a member is not found healthy much later than it is.
    private const double PauseGrowth = 1.1;
    // A health command is a process in the container: asked as often as a port it would slow down the very start it waits for.
    private static readonly TimeSpan FirstCommandPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan FirstLookTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeastWait = TimeSpan.FromSeconds(5);
    private const int ExitsThatAreALoop = 3;

    /// <summary>A container that ran before: one look usually does.</summary>
    public async Task<OperationResult> KeepAsync(WaitHealthy gate, Watching watch, CancellationToken ct)
    {
        var observed = context.Observed.Find(gate.Plan.Name)!;
        var target = HealthTarget.For(observed.Id, gate.Plan, observed.Ports);
        var isFine = target.IsUnknowable || (target.Endpoint is null && observed.Health == ContainerHealth.Healthy)
            || (observed.State == ContainerState.Running && (await target.AskAsync(context.Engine, FirstLookTimeout, ct).ConfigureAwait(false)).IsHealthy);
        if (isFine)
        {
            return new OperationResult { Address = target.Address };
        }

        // It may be still starting (its host was killed half way), or be ill for long.
        var details = await context.Engine.InspectContainerAsync(observed.Id, ct).ConfigureAwait(false);
        var now = context.Time.GetUtcNow();
        var started = details.StartedAt ?? now;
        var end = started + TimeSpan.FromSeconds(gate.Plan.Health.DeadlineSeconds);
        return await WaitAsync(gate.Plan, target, started, end > now + LeastWait ? end : now + LeastWait, watch.Now.Of(observed.Id), ct).ConfigureAwait(false);
    }

    /// <summary>A container that was just started.</summary>
    public async Task<OperationResult> AwaitAsync(ContainerPlan plan, string containerId, DateTimeOffset started, ContainerWatch watch, CancellationToken ct)
    {
        IReadOnlyList<PublishedPort>? published = null;
        if (HealthTarget.NeedsPublishedPorts(plan))
        {
            published = (await context.Engine.InspectContainerAsync(containerId, ct).ConfigureAwait(false)).Ports;
        }

        var target = HealthTarget.For(containerId, plan, published);
        return await WaitAsync(plan, target, started, started + TimeSpan.FromSeconds(plan.Health.DeadlineSeconds), watch, ct).ConfigureAwait(false);
    }

    private async Task<OperationResult> WaitAsync(ContainerPlan plan, HealthTarget target, DateTimeOffset started, DateTimeOffset end, ContainerWatch watch, CancellationToken ct)
    {
        var timeout = TimeSpan.FromSeconds(Math.Max(1, plan.Health.TimeoutSeconds));
        var pause = target.Endpoint is null ? FirstCommandPause : FirstPause;
        var knownExits = 0;
        var nextLook = context.Time.GetUtcNow() + LookInterval;
        while (true)
        {
            var (exits, code, outOfMemory) = watch.Seen;
            if (exits > knownExits)
            {
                knownExits = exits;
                if (exits >= ExitsThatAreALoop || plan.FinalExitCodes.Contains(code))
                {
                    await GiveUpAsync(plan, target.ContainerId, exits, code, outOfMemory, ct).ConfigureAwait(false);
                }

                context.Report(FleetEventKind.MemberState, plan.Member, $"{plan.Subject}{ExitReason.Describe(code, outOfMemory, plan)}; the engine starts it again", null, MemberState.Restarting);
            }

            var answer = await target.AskAsync(context.Engine, timeout, ct).ConfigureAwait(false);
            var now = context.Time.GetUtcNow();
            if (answer.IsHealthy && watch.Seen.Exits == knownExits)
            {
                return new OperationResult { TimeToHealthy = now - started, Address = target.Address };
            }

            if (now >= end)
            {
                throw new OperationFailedException(
                    string.Create(CultureInfo.InvariantCulture, $"{plan.Subject}is not healthy {(now - started).TotalSeconds:0} s after its start: {answer.Word}"), MemberState.Unhealthy)
                {
                    LastLines = await LogTail.ReadAsync(context.Engine, target.ContainerId, context.Masker, ct).ConfigureAwait(false),
                };
            }

            if (now >= nextLook)
            {
                nextLook = now + LookInterval;
                await LookAsync(plan, target.ContainerId, knownExits, ct).ConfigureAwait(false);
            }

            await watch.WaitAsync(pause < end - now ? pause : end - now, context.Time, ct).ConfigureAwait(false);
            pause = pause * PauseGrowth < LongestPause ? pause * PauseGrowth : LongestPause;
        }
    }

    /// <summary>What events may have missed.</summary>
    private async Task LookAsync(ContainerPlan plan, string containerId, int knownExits, CancellationToken ct)
    {
        ContainerDetails details;
        try
        {
            details = await context.Engine.InspectContainerAsync(containerId, ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            throw new OperationFailedException($"{plan.Subject}was removed by somebody else while it started", MemberState.Absent);
        }

        var isDown = details.State is ContainerState.Exited or ContainerState.Dead;
        if (isDown || details.RestartCount >= Math.Max(ExitsThatAreALoop, knownExits + 1))
        {
            await GiveUpAsync(plan, containerId, Math.Max(details.RestartCount, 1), details.ExitCode, details.OomKilled, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Stops it, so that it does not go round for ever, and says why.</summary>
    private async Task GiveUpAsync(ContainerPlan plan, string containerId, int exits, int code, bool outOfMemory, CancellationToken ct)
    {
        await context.Engine.StopContainerAsync(containerId, TimeSpan.FromSeconds(plan.StopGraceSeconds), ct).ConfigureAwait(false);
        if (!outOfMemory && code == 137)
        {
            outOfMemory = (await context.Engine.InspectContainerAsync(containerId, ct).ConfigureAwait(false)).OomKilled;
        }

        var reason = ExitReason.Describe(code, outOfMemory, plan);
        throw new OperationFailedException(exits > 1 ? $"{plan.Subject}{reason}, {exits} times while starting" : $"{plan.Subject}{reason}")
        {
            LastLines = await LogTail.ReadAsync(context.Engine, containerId, context.Masker, ct).ConfigureAwait(false),
        };
    }
}
