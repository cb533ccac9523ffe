using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>What an upgrade and a way back have in common. The fleet's lock is held by whoever uses it.</summary>
internal sealed class UpgradeScope(IContainerEngine engine, FleetHostOptions options, FleetPlan plan, ISecretValues values, IProgress<FleetEvent> progress)
{
    private readonly FleetStateFolder _folder = new(options.StateRoot, plan.Fleet);

    public IContainerEngine Engine => engine;

    public FleetPlan Plan => plan;

    public TimeProvider Time => options.Time;

    public UpgradeJournals Journals { get; } = UpgradeJournals.Of(options, plan.Fleet);

    public VolumeCopies Copies { get; } = new(engine, plan.Fleet, plan.Source);

    /// <summary>The members (replicas) of a name in the file.</summary>
    public IReadOnlyList<MemberPlan> MembersOf(string declared) => [.. plan.Members.Where(m => m.DeclaredName == declared)];

    public Task<FleetLock> LockAsync(CancellationToken ct) => FleetActivities.StepAsync("take the fleet's lock", () =>
        FleetLock.TakeAsync(_folder, "clawden upgrade", required: true, options.LockWait, options.Time, t => Tell(FleetEventKind.Warning, null, t), ct));

    public Task<ObservedFleet> ObserveAsync(CancellationToken ct) => FleetActivities.StepAsync("observe", () => FleetObserver.ObserveAsync(engine, plan.Fleet, plan.Source, ct));

    public Task<UpResult> UpAsync(FleetPlan wanted, IReadOnlyCollection<string> members, CancellationToken ct) =>
        new FleetUp(engine, options, wanted, members, progress) { IsUpgrade = true }.RunHeldAsync(values, ct);

    /// <summary>Stops, removes or starts what is there, by the labels.</summary>
    /// <exception cref="OperationFailedException">One of it failed.</exception>
    public async Task WorkAsync(IReadOnlyCollection<string> members, Func<ObservedFleet, IReadOnlyCollection<string>, OperationPlan> work, MemberState done, CancellationToken ct)
    {
        var result = await new FleetWork(engine, options, plan.Fleet, progress).RunHeldAsync(members, work, done, ct).ConfigureAwait(false);
        if (!result.Succeeded)
        {
            throw new OperationFailedException(result.Failure!);
        }
    }

    /// <summary>The plan with the members as they were.</summary>
    public FleetPlan Recorded(UpgradeJournal journal)
    {
        var generated = new GeneratedSecretStore(_folder);
        return RecordedPlan.Over(plan, [.. journal.Containers.Select(PlanJson.ReadContainer)], name => generated.Find(name) is not null);
    }

    /// <summary>Why a container of the plan cannot be made, by its secrets; null when none stands against it.</summary>
    public string? SecretFault() => ContainerSecrets.Resolve(plan, values, new GeneratedSecretStore(_folder)).Refused.Values.FirstOrDefault();

    /// <summary>Each volume at the same time, told as an operation.</summary>
    public Task EachAsync(UpgradeJournal journal, string verb, Func<VolumeCopy, Task> work) => Task.WhenAll(journal.Volumes.Select(volume => FleetActivities.StepAsync($"{verb} {volume.Volume}", () =>
    {
        Tell(FleetEventKind.Operation, volume.Member, $"{verb} {volume.Volume}");
        return work(volume);
    })));

    /// <summary>Forgets an upgrade: its copies first, so that there is never a copy that nobody knows of.</summary>
    public async Task ForgetAsync(UpgradeJournal journal, CancellationToken ct)
    {
        await VolumeCopies.EndHelpersAsync(engine, plan.Fleet, ct).ConfigureAwait(false);
        foreach (var volume in journal.Volumes)
        {
            await Copies.RemoveAsync(volume, ct).ConfigureAwait(false);
        }

        Journals.Delete(journal.Member);
    }

    public void Tell(FleetEventKind kind, string? member, string text)
    {
        FleetActivities.Note(text);
        progress.Report(new FleetEvent(kind, options.Time.GetUtcNow(), member, text));
    }
}
