using System.Net;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Health;

/// <summary>Where and how one container is asked for its health.</summary>
/// <param name="Endpoint">On the host; null when nothing is published and the command inside must tell.</param>
internal sealed record HealthTarget(string ContainerId, HealthPlan Plan, IPEndPoint? Endpoint)
{
    private static readonly TimeSpan ExecTimeout = TimeSpan.FromSeconds(10);

    /// <summary>True when neither a port nor a command can tell: running is all there is to know.</summary>
    public bool IsUnknowable => Endpoint is null && Plan.Command.IsDefaultOrEmpty;

    /// <summary>True when the engine chooses the host's port, so that only the engine can say which.</summary>
    public static bool NeedsPublishedPorts(ContainerPlan plan) => HealthPort(plan) is { HostPort: 0 };

    /// <param name="published">The engine's word, for ports it chose; null where the plan says it all.</param>
    public static HealthTarget For(string containerId, ContainerPlan plan, IReadOnlyList<PublishedPort>? published)
    {
        if (HealthPort(plan) is not { } port)
        {
            return new(containerId, plan.Health, null);
        }

        var hostPort = port.HostPort != 0
            ? port.HostPort
            : published?.FirstOrDefault(p => p.ContainerPort == port.ContainerPort && p.HostPort is > 0)?.HostPort;
        return new(containerId, plan.Health, hostPort is { } known ? new IPEndPoint(Reachable(port.HostIp), known) : null);
    }

    /// <summary>URL of the port that answers health on the host, or null.</summary>
    public string? Address => Endpoint is null ? null : $"http://{Endpoint}";

    public async Task<ProbeAnswer> AskAsync(IContainerEngine engine, TimeSpan timeout, CancellationToken ct)
    {
        if (Endpoint is not null)
        {
            return await HttpProbe.AskAsync(Endpoint, Plan.HttpPath, timeout, ct).ConfigureAwait(false);
        }

        if (Plan.Command.IsDefaultOrEmpty)
        {
            return ProbeAnswer.Healthy;
        }

        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(ct);
        deadline.CancelAfter(timeout > ExecTimeout ? timeout : ExecTimeout); // A program takes longer to start than a request to answer.
        try
        {
            var result = await engine.ExecAsync(ContainerId, new ExecSpec(Plan.Command) { MaxOutputBytes = 4096 }, deadline.Token).ConfigureAwait(false);
            return result.ExitCode == 0 ? ProbeAnswer.Healthy : new(false, $"the health command ended with {result.ExitCode}{FirstLine(result)}");
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            return new(false, "the health command did not end in time", TimedOut: true);
        }
        catch (EngineException e) when (e.Kind is EngineErrorKind.Conflict or EngineErrorKind.NotFound or EngineErrorKind.EngineFault or EngineErrorKind.BadRequest)
        {
            return new(false, "it does not run");
        }
    }

    private static PortPlan? HealthPort(ContainerPlan plan) => plan.Health.HttpPort is { } port ? plan.Ports.FirstOrDefault(p => p.ContainerPort == port) : null;

    private static IPAddress Reachable(string hostIp) => !IPAddress.TryParse(hostIp, out var ip) || ip.Equals(IPAddress.Any) ? IPAddress.Loopback
        : ip.Equals(IPAddress.IPv6Any) ? IPAddress.IPv6Loopback : ip;

    private static string FirstLine(ExecResult result)
    {
        var line = (result.Stderr.Length > 0 ? result.Stderr : result.Stdout).Split('\n', 2)[0].Trim();
        return line.Length == 0 ? "" : $" ({(line.Length > 160 ? line[..160] : line)})";
    }
}
