using System.Collections.Immutable;
using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>
/// One upgrade: stop, copy, replace, wait for health, and only then change the file; or put everything back. Whatever cuts it off, the journal says what is to be done next,
/// and no container runs on data that is half put back.
/// </summary>
internal sealed class MemberUpgrade(UpgradeScope scope, UpgradeRequest request)
{
    private readonly IReadOnlyList<MemberPlan> _members = scope.MembersOf(request.Member);

    private IReadOnlyCollection<string> Names => [.. _members.Select(m => m.Name)];

    /// <summary>Refuses what cannot go well, before images are built and again before anything is stopped.</summary>
    /// <exception cref="FleetConflictException">The member is not there, would be simulated from now on, lacks a secret, or another upgrade of it is not ended.</exception>
    public void Check(ObservedFleet observed)
    {
        if (scope.SecretFault() is { } fault)
        {
            throw new FleetConflictException($"{request.Member} could not be started: {fault}.");
        }

        if (scope.Journals.Find(request.Member) is { Blocks: true } unfinished)
        {
            if (unfinished.Phase == UpgradePhase.RollingBack || unfinished.To != request.To)
            {
                throw new FleetConflictException($"An upgrade of {request.Member} from {unfinished.From} to {unfinished.To} was cut off: {unfinished.Remedy}.");
            }

            return; // What was there was looked at when it began.
        }

        foreach (var member in _members)
        {
            var now = observed.Find(member.Main.Name) ?? throw new FleetConflictException(
                $"{member.Name} is not there, so there is nothing to fall back to. Bring it up as it is first (`clawden up {request.Member}`), or change the file and bring it up then.");
            if (member.Simulated && !now.Simulated)
            {
                throw new FleetConflictException($"{member.Name} runs the real {member.Runtime}, and upstream's image of {request.To} cannot be had: a simulator would take its place. Is there such a version? `simulate: never` in the file says why it cannot be had.");
            }
        }
    }

    /// <param name="stop">Asks for the end: what is begun is put back.</param>
    /// <param name="abandon">Leaves at once; the journal says how to go on.</param>
    public async Task<UpgradeResult> RunAsync(CancellationToken stop, CancellationToken abandon)
    {
        using var mine = await scope.LockAsync(stop).ConfigureAwait(false);
        var observed = await scope.ObserveAsync(stop).ConfigureAwait(false);
        foreach (var notice in FleetOwnership.Check(scope.Plan, observed, File.Exists))
        {
            scope.Tell(FleetEventKind.Warning, null, notice);
        }

        Check(observed);
        if (!request.File.IsUnchanged)
        {
            throw new FleetConflictException($"{request.File.Path} was changed while this command read it; nothing was done. Run it again.");
        }

        if (request.Edit is not null)
        {
            request.File.EnsureWritable();
        }

        await VolumeCopies.EndHelpersAsync(scope.Engine, scope.Plan.Fleet, stop).ConfigureAwait(false);
        var journal = scope.Journals.Find(request.Member);
        if (journal is { Phase: UpgradePhase.Replacing })
        {
            scope.Tell(FleetEventKind.Warning, request.Member, $"going on with the upgrade from {journal.From} to {journal.To} that was cut off");
            journal = journal with { Edit = request.Edit, FileBefore = request.File.Hash, FileAfter = After() };
        }
        else
        {
            if (journal is not null)
            {
                await scope.ForgetAsync(journal, stop).ConfigureAwait(false);
                observed = await scope.ObserveAsync(stop).ConfigureAwait(false);
            }

            journal = Plan(observed);
            scope.Journals.Write(journal);
            await RefuseWithoutRoomAsync(journal, stop).ConfigureAwait(false);
            if (await CopyAsync(journal, stop, abandon).ConfigureAwait(false) is { } failed)
            {
                return failed;
            }
        }

        return await ReplaceAsync(journal, stop, abandon).ConfigureAwait(false);
    }

    private UpgradeJournal Plan(ObservedFleet observed)
    {
        var containers = _members.SelectMany(m => Containers(m, observed)).ToList();
        var volumes = containers.SelectMany(c => RecordedPlan.VolumesOf(c).Select(v => new VolumeCopy(v, c.Member, c.Image, c.User)))
            .DistinctBy(v => v.Volume).Where(v => observed.Volumes.Any(o => o.Name == v.Volume) || observed.ForeignVolumes.ContainsKey(v.Volume)).ToImmutableArray();
        foreach (var stray in volumes.Where(v => observed.Volumes.Any(o => o.Name == v.Copy) || observed.ForeignVolumes.ContainsKey(v.Copy)))
        {
            throw new FleetConflictException(
                $"The volume {stray.Copy} is there, and no upgrade is known that made it (this machine's state folder may be another one). See what it holds, remove it (`docker volume rm {stray.Copy}`), and run this again.");
        }

        foreach (var bound in containers.SelectMany(c => c.Mounts.Where(m => m is { Kind: MountKind.Bind, ReadOnly: false }).Select(m => (c.Member, m.Source))))
        {
            scope.Tell(FleetEventKind.Warning, bound.Member, $"{bound.Source} is a folder of this machine: it is not copied, and a rollback leaves it as the new version left it");
        }

        return new UpgradeJournal
        {
            Member = request.Member,
            Phase = UpgradePhase.Copying,
            From = request.From,
            To = request.To,
            Started = scope.Time.GetUtcNow(),
            File = request.File.Path,
            Edit = request.Edit,
            FileBefore = request.File.Hash,
            FileAfter = After(),
            Containers = [.. containers.Select(PlanJson.Write)],
            Volumes = volumes,
        };
    }

    private string? After() => request.Edit is { } edit ? request.File.HashOf(edit.Apply(request.File.Text)) : null;

    /// <summary>As they are, by their labels; where another version of ClawFleet wrote these, as the file would have them.</summary>
    private static IEnumerable<ContainerPlan> Containers(MemberPlan member, ObservedFleet observed)
    {
        var own = observed.Containers.Where(c => c.Member == member.Name).ToList();
        return own.All(c => c.Plan is not null) ? own.Select(c => c.Plan!) : member.Containers;
    }

    private async Task RefuseWithoutRoomAsync(UpgradeJournal journal, CancellationToken ct)
    {
        try
        {
            var sizes = await Task.WhenAll(journal.Volumes.Select(v => scope.Copies.MeasureAsync(v, ct))).ConfigureAwait(false);
            var (need, free) = (sizes.Sum(s => s.Held), sizes.Select(s => s.Free).DefaultIfEmpty(long.MaxValue).Min());
            if (need + (need / 20) + 1024 > free)
            {
                throw new OperationFailedException($"there is no room for a copy of the data of {request.Member}: it holds {Size(need)}, and {Size(free)} are free where the engine keeps its volumes");
            }

            scope.Tell(FleetEventKind.Operation, request.Member, $"the data to keep: {Size(need)} in {journal.Volumes.Length} volume{(journal.Volumes.Length == 1 ? "" : "s")}");
        }
        catch (Exception e) when (e is OperationFailedException or OperationCanceledException || (e is EngineException engine && !IsLost(engine)))
        {
            scope.Journals.Delete(journal.Member);
            if (e is not OperationFailedException)
            {
                throw;
            }

            throw new FleetConflictException($"Nothing was changed: {e.Message}.");
        }
    }

    private static string Size(long kib) => kib < 10 << 10 ? $"{kib} KiB" : $"{kib >> 10} MiB";

    /// <returns>Null when the copy is whole; else how it ended, with everything as it was.</returns>
    private async Task<UpgradeResult?> CopyAsync(UpgradeJournal journal, CancellationToken stop, CancellationToken abandon)
    {
        string failure;
        IReadOnlyList<string> lines = [];
        try
        {
            await scope.WorkAsync(Names, Teardown.Stop, MemberState.Stopped, stop).ConfigureAwait(false);
            await scope.EachAsync(journal, "copy", v => scope.Copies.MakeAsync(v, stop)).ConfigureAwait(false);
            return null;
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !abandon.IsCancellationRequested)
        {
            failure = "it was interrupted";
        }
        catch (OperationFailedException e)
        {
            (failure, lines) = (e.Message, e.LastLines);
        }
        catch (EngineException e) when (!IsLost(e))
        {
            failure = e.Message.TrimEnd('.');
        }

        var back = await new MemberRollback(scope).StartAgainAsync(journal, abandon).ConfigureAwait(false);
        return new UpgradeResult(failure, lines, back.WayBack, back.Members);
    }

    private async Task<UpgradeResult> ReplaceAsync(UpgradeJournal journal, CancellationToken stop, CancellationToken abandon)
    {
        journal = journal with { Phase = UpgradePhase.Replacing };
        scope.Journals.Write(journal);
        string failure;
        IReadOnlyList<string> lines = [];
        try
        {
            var up = await scope.UpAsync(scope.Plan, Names, stop).ConfigureAwait(false);
            if (up.AllHealthy)
            {
                if (request.Edit is { } edit)
                {
                    request.File.Write(edit.Apply(request.File.Text));
                }

                await EndAsync(journal, abandon).ConfigureAwait(false);
                return new UpgradeResult(null, [], null, up.Members);
            }

            var failed = up.Members.First(m => m.State != MemberState.Running);
            (failure, lines) = (failed.Failure ?? $"{failed.Member} is {failed.State.Word()}", failed.LastLines);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !abandon.IsCancellationRequested)
        {
            failure = "it was interrupted";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or OperationFailedException or SecretUnavailableException or FleetConflictException || (e is EngineException engine && !IsLost(engine)))
        {
            failure = e.Message.TrimEnd('.');
        }

        scope.Tell(FleetEventKind.Warning, request.Member, $"{journal.To} is not taken over: {failure}; putting {journal.From} back");
        var back = await new MemberRollback(scope).RunAsync(journal, request.File, abandon).ConfigureAwait(false);
        return new UpgradeResult(failure, lines, back.Failure is null ? back.WayBack : back.Failure, back.Members);
    }

    private async Task EndAsync(UpgradeJournal journal, CancellationToken ct)
    {
        scope.Journals.Write(journal with { Phase = request.KeepCopy ? UpgradePhase.Kept : UpgradePhase.Done });
        if (!request.KeepCopy)
        {
            await scope.ForgetAsync(journal, ct).ConfigureAwait(false);
        }
    }

    private static bool IsLost(EngineException e) => e.Kind is EngineErrorKind.ConnectionLost or EngineErrorKind.Unreachable;
}
