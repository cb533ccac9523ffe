using System.Globalization;
using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Health;
using ClawFleet.Hosting.Observation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>What is there now: the engine's list, each container's details, and a live answer of each that runs, all at once.</summary>
internal sealed class FleetStatus(IContainerEngine engine, FleetHostOptions options)
{
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);
    private const int ExitsThatAreALoop = 3;

    public async Task<IReadOnlyList<MemberStatus>> ListAsync(string fleet, CancellationToken ct)
    {
        var rows = await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={fleet}"]), ct).ConfigureAwait(false);
        var states = await Task.WhenAll(rows.Select(r => OneAsync(ObservedContainer.From(r), r.ImageId, ct))).ConfigureAwait(false);
        return [.. states.OfType<MemberStatus>().OrderBy(s => s.Name, StringComparer.Ordinal)];
    }

    public async Task<IReadOnlyList<FleetSummary>> ListFleetsAsync(CancellationToken ct)
    {
        var rows = await engine.ListContainersAsync(new ContainerListQuery(All: true, [FleetLabels.Fleet]), ct).ConfigureAwait(false);
        return
        [
            .. rows.Select(ObservedContainer.From).GroupBy(c => c.Fleet, StringComparer.Ordinal).OrderBy(g => g.Key, StringComparer.Ordinal).Select(g => new FleetSummary(
                g.Key, g.First().Source, g.Count(c => !c.IsSidecar), g.Count(c => !c.IsSidecar && c.State == ContainerState.Running))),
        ];
    }

    private async Task<MemberStatus?> OneAsync(ObservedContainer container, string imageId, CancellationToken ct)
    {
        var plan = container.Plan;
        var target = plan is null ? null : HealthTarget.For(container.Id, plan, container.Ports);
        var asking = container.State == ContainerState.Running && target is not null ? AskAsync(container, target, ct) : Task.FromResult<ProbeAnswer?>(null);
        ContainerDetails details;
        try
        {
            details = await engine.InspectContainerAsync(container.Id, ct).ConfigureAwait(false);
        }
        catch (EngineException e) when (e.Kind == EngineErrorKind.NotFound)
        {
            return null; // Removed between the list and now.
        }

        var answer = await asking.ConfigureAwait(false);
        var (state, health) = Judge(container, details, plan, answer);
        var isUp = state is MemberState.Running or MemberState.Starting or MemberState.Unhealthy;
        return new MemberStatus(
            container.ShortName, container.Runtime, container.IsSidecar ? "sidecar" : "member", state, health,
            container.Image.StartsWith("sha256:", StringComparison.Ordinal) && plan is not null ? plan.Image : container.Image.Length > 0 ? container.Image : imageId,
            [.. container.Ports.Where(p => p.HostPort is > 0).Select(p => $"{p.HostIp}:{p.HostPort}->{p.ContainerPort}").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)],
            container.Simulated, container.Id, isUp ? details.StartedAt : null, isUp ? null : details.StartedAt is null ? null : details.ExitCode, target?.Address)
        {
            ContainerName = container.Name,
            Pages = isUp && plan is not null ? [.. Pages(container, plan)] : [],
            Reason = isUp ? state == MemberState.Unhealthy ? answer?.Word : null : Reason(container, details, plan, state),
        };
    }

    private static IEnumerable<ToolPage> Pages(ObservedContainer container, ContainerPlan plan)
        => from port in plan.Ports
           where port.Path is not null
           let published = container.Ports.FirstOrDefault(p => p.ContainerPort == port.ContainerPort && p.HostPort is > 0)
           where published is not null
           select new ToolPage(port.Name, string.Create(CultureInfo.InvariantCulture, $"http://{port.HostIp}:{published.HostPort}{port.Path}"));

    private async Task<ProbeAnswer?> AskAsync(ObservedContainer container, HealthTarget target, CancellationToken ct)
    {
        if (target.Endpoint is null && container.Health is ContainerHealth.Healthy or ContainerHealth.Unhealthy)
        {
            // The engine's own check runs the same command; another one would only say the same, slower.
            return container.Health == ContainerHealth.Healthy ? ProbeAnswer.Healthy : new ProbeAnswer(false, "the health command fails");
        }

        return await target.AskAsync(engine, ProbeTimeout, ct).ConfigureAwait(false);
    }

    private (MemberState State, string? Health) Judge(ObservedContainer container, ContainerDetails details, ContainerPlan? plan, ProbeAnswer? answer)
    {
        switch (details.State)
        {
            case ContainerState.Running:
                if (answer is null or { IsHealthy: true })
                {
                    return (MemberState.Running, answer is null ? null : "healthy");
                }

                var deadline = TimeSpan.FromSeconds(plan?.Health.DeadlineSeconds ?? 0);
                return details.StartedAt + deadline > options.Time.GetUtcNow() ? (MemberState.Starting, "starting") : (MemberState.Unhealthy, "unhealthy");
            case ContainerState.Restarting:
                return (MemberState.Restarting, null);
            case ContainerState.Paused:
                return (MemberState.Unhealthy, "paused");
            case ContainerState.Removing:
                return (MemberState.Stopping, null);
            case ContainerState.Created:
                return (details.Error.Length > 0 ? MemberState.FailedToStart : MemberState.Waiting, null);
            case ContainerState.Exited:
                var isHopeless = plan?.FinalExitCodes.Contains(details.ExitCode) == true || details.RestartCount >= ExitsThatAreALoop || details.Error.Length > 0;
                return (isHopeless ? MemberState.FailedToStart : details.ExitCode is 0 or 130 or 143 ? MemberState.Stopped : MemberState.Exited, null);
            default:
                return (MemberState.Exited, container.State == ContainerState.Dead ? "dead" : null);
        }
    }

    private string? Reason(ObservedContainer container, ContainerDetails details, ContainerPlan? plan, MemberState state) => state switch
    {
        _ when plan is { Secrets.IsDefaultOrEmpty: false } && !new SecretFiles(options.SecretsRoot, container.Fleet).AreThere(plan)
            => "its secret files are gone (a restart of the machine empties their folder); run `clawden up`",
        MemberState.Waiting => "made but not started",
        MemberState.Stopped => null,
        _ when details.Error.Length > 0 => details.Error,
        _ => ExitReason.Describe(details.ExitCode, details.OomKilled, plan)
            + (details.RestartCount > 0 ? string.Create(CultureInfo.InvariantCulture, $", restarted {details.RestartCount} times") : ""),
    };
}
