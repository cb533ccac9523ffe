using ClawFleet.Engine;
using ClawFleet.Hosting.Observation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Supervision;

/// <summary>
/// Supervision without the fleet's file: plans come from the containers' labels, and what a container mounts lies in its secrets folder already. When a command has
/// added, replaced or removed a container, watching begins anew with what is there then.
/// </summary>
internal sealed class UnattendedSupervision(IContainerEngine engine, FleetHostOptions host, SupervisionOptions options, string fleet, IProgress<FleetEvent> progress)
{
    private readonly SecretFiles _secretFiles = new(host.SecretsRoot, fleet);

    public async Task RunAsync(CancellationToken ct)
    {
        var from = host.Time.GetUtcNow();
        while (!ct.IsCancellationRequested)
        {
            var containers = await ReadAsync(ct).ConfigureAwait(false) ?? [];
            var now = host.Time.GetUtcNow();
            progress.Report(new FleetEvent(FleetEventKind.Operation, now, null, containers.Count == 0 ? "there is no container to watch over yet" : $"watching over {string.Join(", ", containers.Select(c => c.ShortName).Order(StringComparer.Ordinal))}"));
            using var round = CancellationTokenSource.CreateLinkedTokenSource(ct);
            // One whose label this version cannot read is left to the engine's own restarts.
            var supervising = new FleetSupervisor(engine, host, options, fleet, containers.Select(c => c.Plan).OfType<ContainerPlan>(), Secrets(), progress, from).RunAsync(round.Token);
            from = now;
            await ChangedAsync(containers, round.Token).ConfigureAwait(false);
            await round.CancelAsync().ConfigureAwait(false);
            await supervising.ConfigureAwait(false);
        }
    }

    private async Task ChangedAsync(IEnumerable<ObservedContainer> containers, CancellationToken ct)
    {
        var known = Identities(containers);
        while (!ct.IsCancellationRequested)
        {
            await Task.Delay(options.PlanInterval, host.Time, ct).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            if (await ReadAsync(ct).ConfigureAwait(false) is { } now && !Identities(now).SetEquals(known))
            {
                return;
            }
        }
    }

    /// <returns>Null while the engine cannot be asked: the supervisor says so.</returns>
    private async Task<IReadOnlyList<ObservedContainer>?> ReadAsync(CancellationToken ct)
    {
        try
        {
            var containers = await engine.ListContainersAsync(new ContainerListQuery(All: true, [$"{FleetLabels.Fleet}={fleet}"]), ct).ConfigureAwait(false);
            return [.. containers.Select(ObservedContainer.From)];
        }
        catch (EngineException)
        {
            return null;
        }
        catch (OperationCanceledException) when (ct.IsCancellationRequested)
        {
            return null;
        }
    }

    private static HashSet<(string, string)> Identities(IEnumerable<ObservedContainer> containers) => [.. containers.Select(c => (c.Name, c.PlanHash))];

    private ContainerSecrets Secrets() => new()
    {
        Values = new Dictionary<string, IReadOnlyDictionary<string, string>>(),
        Hashes = new Dictionary<string, string>(),
        Refused = new Dictionary<string, string>(),
        Masker = new SecretMasker(_secretFiles.ReadAll()),
    };
}
