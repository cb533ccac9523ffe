using ClawFleet.Engine;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>An <c>up</c> without its last step: observe and reconcile.</summary>
internal sealed class FleetComparison(IContainerEngine engine, FleetHostOptions options, FleetPlan plan, IReadOnlyCollection<string> members)
{
    public async Task<IReadOnlyList<PlannedChange>> RunAsync(ISecretValues values, CancellationToken ct)
    {
        var images = CurrentImages.OfAsync(engine, plan, ct);
        var observed = await FleetObserver.ObserveAsync(engine, plan.Fleet, plan.Source, ct).ConfigureAwait(false);
        var secrets = ContainerSecrets.Resolve(plan, values, new GeneratedSecretStore(new FleetStateFolder(options.StateRoot, plan.Fleet)));
        FleetOwnership.Check(plan, observed, File.Exists);
        var operations = Reconciler.Reconcile(plan, observed, new ReconcileOptions { Members = members, SecretsHashes = secrets.Hashes, Refused = secrets.Refused, ImageIds = await images.ConfigureAwait(false) }).Operations;
        return [.. Changes(operations).Select(c => c with { Cause = secrets.Masker.Apply(c.Cause) })];
    }

    /// <summary>One change for each thing: stop, remove, create and start of one container are its replacement.</summary>
    private static IEnumerable<PlannedChange> Changes(IEnumerable<Operation> operations) =>
        from operation in operations
        where operation is not WaitHealthy
        group operation by operation.Target into target
        let verbs = target.ToList()
        let first = verbs[0]
        select new PlannedChange(first.Member, Verb(verbs), target.Key, first.Cause);

    private static string Verb(List<Operation> operations) => operations switch
    {
        _ when operations.Any(o => o is RemoveContainer) && operations.Any(o => o is CreateContainer) => "replace",
        _ when operations.Find(o => o is RemoveContainer or CreateContainer) is { } main => main.Verb,
        _ => operations[0].Verb,
    };
}
