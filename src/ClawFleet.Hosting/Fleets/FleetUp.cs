using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Health;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Receiving;
using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting;

/// <summary>One <c>up</c>: observe, reconcile, execute.</summary>
internal sealed class FleetUp(IContainerEngine engine, FleetHostOptions options, FleetPlan plan, IReadOnlyCollection<string> members, IProgress<FleetEvent> progress)
{
    public async Task<UpResult> RunAsync(ISecretValues values, CancellationToken ct)
    {
        var asked = AskedFor();
        var folder = new FleetStateFolder(options.StateRoot, plan.Fleet);
        using var mine = await FleetActivities.StepAsync("take the fleet's lock", () =>
            FleetLock.TakeAsync(folder, "clawden up", required: true, options.LockWait, options.Time, t => Tell(FleetEventKind.Warning, t), ct)).ConfigureAwait(false);

        var observing = FleetActivities.StepAsync("observe", () => FleetObserver.ObserveAsync(engine, plan.Fleet, plan.Source, ct));
        var images = CurrentImages.OfAsync(engine, plan, ct);
        var receiver = options.TellsMembers ? FleetReceiver.Of(options, plan.Fleet) : FleetReceiver.Find(options, plan.Fleet);
        var secrets = ContainerSecrets.Resolve(plan, values, new GeneratedSecretStore(folder)).With(receiver, new SecretFiles(options.SecretsRoot, plan.Fleet), plan.Containers);
        var observed = await observing.ConfigureAwait(false);
        LeaveTelemetrySettings(values);
        foreach (var notice in FleetOwnership.Check(plan, observed, File.Exists))
        {
            Tell(FleetEventKind.Warning, notice);
        }

        var operations = Reconciler.Reconcile(plan, observed, new ReconcileOptions { Members = members, SecretsHashes = secrets.Hashes, Refused = secrets.Refused, ImageIds = await images.ConfigureAwait(false) });
        foreach (var notice in operations.Notices)
        {
            Tell(FleetEventKind.Warning, notice);
        }

        var context = new ExecutionScope
        {
            Engine = engine,
            Fleet = plan.Fleet,
            Source = plan.Source,
            Time = options.Time,
            MaxParallelism = options.MaxParallelism,
            Progress = progress,
            Masker = secrets.Masker,
            SecretFiles = new SecretFiles(options.SecretsRoot, plan.Fleet),
            Observed = observed,
            Secrets = secrets.Values,
            SecretsHashes = secrets.Hashes,
            Receiver = options.TellsMembers ? receiver : null,
        };
        await RestoreSecretFilesAsync(operations, context, ct).ConfigureAwait(false);
        var results = await new OperationExecutor(context).RunAsync(operations, ct).ConfigureAwait(false);
        return new UpResult([.. asked.Select(m => Outcome(m, operations, results))], operations.HasChanges);
    }

    /// <summary>Forwarding may fail, and the fleet come up all the same.</summary>
    private void LeaveTelemetrySettings(ISecretValues values)
    {
        try
        {
            new TelemetrySettingsFile(options.SecretsRoot, plan.Fleet).Write(plan.Telemetry, values);
        }
        catch (Exception e) when (e is SecretUnavailableException or IOException or UnauthorizedAccessException)
        {
            Tell(FleetEventKind.Warning, $"telemetry is not forwarded: {e.Message.TrimEnd('.')}");
        }
    }

    private List<MemberPlan> AskedFor()
    {
        var asked = plan.Members.Where(m => members.Count == 0 || members.Contains(m.Name) || members.Contains(m.DeclaredName)).ToList();
        var unknown = members.Where(n => plan.Members.All(m => m.Name != n && m.DeclaredName != n)).ToList();
        return unknown.Count == 0 ? asked : throw new UnknownMemberException(
            $"The fleet '{plan.Fleet}' has no member named {string.Join(", ", unknown)}; it has {string.Join(", ", plan.Members.Select(m => m.Name))}.");
    }

    /// <summary>A running container keeps what it mounted, but the engine could not start it again without the files.</summary>
    private static async Task RestoreSecretFilesAsync(OperationPlan operations, ExecutionScope context, CancellationToken ct)
    {
        foreach (var kept in operations.Operations.OfType<WaitHealthy>().Where(w => w.AlreadyRunning && !w.Plan.Secrets.IsDefaultOrEmpty))
        {
            if (!context.SecretFiles.AreThere(kept.Plan) && context.Secrets!.TryGetValue(kept.Plan.Name, out var values))
            {
                context.SecretFiles.Write(kept.Plan, values, (await context.TraitsAsync(ct).ConfigureAwait(false)).MapsUsersAway);
            }
        }
    }

    private static MemberOutcome Outcome(MemberPlan member, OperationPlan operations, IReadOnlyDictionary<int, OperationResult> results)
    {
        var own = operations.Operations.Where(o => member.Containers.Any(c => c.Name == o.Target)).ToList();
        var changes = own.Where(o => o is not WaitHealthy).ToList();
        var cause = changes.FirstOrDefault(o => o.Target == member.Main.Name)?.Cause ?? changes.FirstOrDefault()?.Cause;
        // What failed first is the reason; what was skipped because of it only repeats it.
        var failed = operations.Operations.Where(o => o.Member == member.Name).Select(o => results[o.Id]).Where(r => !r.Succeeded).OrderBy(r => r.IsSkipped).FirstOrDefault();
        var main = own.OfType<WaitHealthy>().Where(o => o.Target == member.Main.Name).Select(o => results[o.Id]).FirstOrDefault();
        if (failed is null && main is not null)
        {
            return Row(MemberState.Running, main.Address, main.TimeToHealthy, null, []);
        }

        // A sidecar's failure leaves the member itself waiting.
        var ownFailure = own.Where(o => o.Target == member.Main.Name).Select(o => results[o.Id]).Where(r => !r.Succeeded).OrderBy(r => r.IsSkipped).FirstOrDefault();
        return Row(ownFailure?.State ?? MemberState.Running, HealthTarget.For("", member.Main, null).Address, null, failed?.Failure, failed?.LastLines ?? []);

        MemberOutcome Row(MemberState state, string? address, TimeSpan? timeToHealthy, string? failure, IReadOnlyList<string> lastLines) =>
            new(member.Name, member.Runtime, state, member.Simulated, address, changes.Count > 0, changes.Count > 0 ? cause : null, timeToHealthy, failure, lastLines);
    }

    private void Tell(FleetEventKind kind, string text) => progress.Report(new FleetEvent(kind, options.Time.GetUtcNow(), null, text));
}
