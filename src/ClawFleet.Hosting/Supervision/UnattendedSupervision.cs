using ClawFleet.Engine;
using ClawFleet.Hosting.Observation;

namespace ClawFleet.Hosting.Supervision;

/// <summary>
/// Supervision without the fleet's file: plans come from the containers' labels, and what a container mounts lies in its secrets folder already. When a command has
/// added, replaced or removed a container, watching begins anew with what is there then; what is known of the others stays known.
/// </summary>
internal sealed class UnattendedSupervision(IContainerEngine engine, FleetHostOptions host, SupervisionOptions options, string fleet, FleetWatch watch, IProgress<FleetEvent> progress)
{
    private readonly SecretFiles _secretFiles = new(host.SecretsRoot, fleet);
    private Dictionary<(string Name, string PlanHash), WatchedContainer> _watched = [];

    public async Task RunAsync(CancellationToken ct)
    {
        var from = host.Time.GetUtcNow();
        var look = await FirstLookAsync(ct).ConfigureAwait(false);
        while (!ct.IsCancellationRequested)
        {
            var containers = look?.Containers.Select(ObservedContainer.From).ToList() ?? [];
            progress.Report(new FleetEvent(FleetEventKind.Operation, host.Time.GetUtcNow(), null, containers.Count == 0 ? "there is no container to watch over yet" : $"watching over {string.Join(", ", containers.Select(c => c.ShortName).Order(StringComparer.Ordinal))}"));
            Take(containers);
            using var round = CancellationTokenSource.CreateLinkedTokenSource(ct);
            var supervising = new FleetSupervisor(engine, host, options, fleet, _watched.Values, Secrets(), progress, from).RunAsync(round.Token);
            (look, from) = await ChangedAsync(look, from, round.Token).ConfigureAwait(false);
            await round.CancelAsync().ConfigureAwait(false);
            await supervising.ConfigureAwait(false);
        }

        Take([]);
    }

    private async Task<FleetLook?> FirstLookAsync(CancellationToken ct)
    {
        try
        {
            return await watch.NextAsync(null, ct).WaitAsync(options.FirstLook, host.Time, ct).ConfigureAwait(false);
        }
        catch (Exception e) when (e is TimeoutException || (e is OperationCanceledException && ct.IsCancellationRequested))
        {
            return null; // The supervisor says why.
        }
    }

    /// <returns>The first look with other containers, and when the ones known were seen last: what happened since may not have been.</returns>
    private async Task<(FleetLook? Look, DateTimeOffset From)> ChangedAsync(FleetLook? look, DateTimeOffset from, CancellationToken ct)
    {
        var known = Identities(look);
        while (true)
        {
            from = look?.At ?? from;
            try
            {
                look = await watch.NextAsync(look, ct).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                return (look, from);
            }

            if (look is not null && !Identities(look).SetEquals(known))
            {
                return (look, from);
            }
        }
    }

    /// <summary>One whose label this version cannot read is left to the engine's own restarts.</summary>
    private void Take(IEnumerable<ObservedContainer> containers)
    {
        var before = _watched;
        _watched = [];
        foreach (var container in containers)
        {
            var identity = (container.Name, container.PlanHash);
            if (before.Remove(identity, out var known))
            {
                _watched[identity] = known;
            }
            else if (container.Plan is { } plan)
            {
                _watched[identity] = new WatchedContainer(plan);
            }
        }

        foreach (var left in before.Values)
        {
            left.Recovery.End("nobody watches any more");
        }
    }

    private static HashSet<(string, string)> Identities(FleetLook? look) => [.. (look?.Containers ?? []).Select(ObservedContainer.From).Select(c => (c.Name, c.PlanHash))];

    private ContainerSecrets Secrets() => new()
    {
        Values = new Dictionary<string, IReadOnlyDictionary<string, string>>(),
        Hashes = new Dictionary<string, string>(),
        Refused = new Dictionary<string, string>(),
        Masker = new SecretMasker(_secretFiles.ReadAll()),
    };
}
