using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Hosting.Reconciliation;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>The way back: containers go, volumes are made what their copies are, and the old containers are made again from what their labels said. Each step may be done twice.</summary>
internal sealed class MemberRollback(UpgradeScope scope)
{
    /// <summary>As a command of its own.</summary>
    /// <exception cref="FleetConflictException">There is nothing to put back.</exception>
    public async Task<UpgradeResult> RunAsync(string member, FleetFileText file, CancellationToken ct)
    {
        using var mine = await scope.LockAsync(ct).ConfigureAwait(false);
        var journal = scope.Journals.Find(member) ?? throw Nothing(member);
        await VolumeCopies.EndHelpersAsync(scope.Engine, scope.Plan.Fleet, ct).ConfigureAwait(false);
        switch (journal.Phase)
        {
            case UpgradePhase.Done:
                await scope.ForgetAsync(journal, ct).ConfigureAwait(false);
                throw Nothing(member);
            case UpgradePhase.Copying:
                return await StartAgainAsync(journal, ct).ConfigureAwait(false);
            default:
                return await RunAsync(journal, file, ct).ConfigureAwait(false);
        }
    }

    /// <summary>Nothing was changed yet: what was stopped is started, and the copy goes.</summary>
    public async Task<UpgradeResult> StartAgainAsync(UpgradeJournal journal, CancellationToken ct)
    {
        var up = await scope.UpAsync(scope.Recorded(journal), NamesOf(journal), ct).ConfigureAwait(false);
        await scope.ForgetAsync(journal, ct).ConfigureAwait(false);
        return new UpgradeResult(null, [], up.AllHealthy ? $"nothing was changed: {journal.Member} runs {journal.From} again" : $"nothing was changed, and {journal.From} does not run again: {Why(up)}", up.Members);
    }

    public async Task<UpgradeResult> RunAsync(UpgradeJournal journal, FleetFileText file, CancellationToken ct)
    {
        var names = NamesOf(journal);
        if (journal.Phase != UpgradePhase.Restored)
        {
            await RefuseWithoutCopyAsync(journal, ct).ConfigureAwait(false);
            scope.Journals.Write(journal = journal with { Phase = UpgradePhase.RollingBack });
            try
            {
                // Not only stopped: nothing must be able to start them on data that is half put back.
                await scope.WorkAsync(names, (observed, asked) => Teardown.Remove(observed, asked, "rollback", networks: false), MemberState.Absent, ct).ConfigureAwait(false);
                await scope.EachAsync(journal, "restore", v => scope.Copies.PutBackAsync(v, ct)).ConfigureAwait(false);
            }
            catch (Exception e) when (e is OperationFailedException || (e is EngineException { Kind: not (EngineErrorKind.ConnectionLost or EngineErrorKind.Unreachable) }))
            {
                return new UpgradeResult($"{journal.From} is not back: {e.Message.TrimEnd('.')}. {Copies(journal)}; `clawden upgrade --rollback {journal.Member}` tries again", (e as OperationFailedException)?.LastLines ?? [], null, []);
            }

            scope.Journals.Write(journal = journal with { Phase = UpgradePhase.Restored });
        }

        var text = PutFileBack(journal, file);
        var up = await scope.UpAsync(scope.Recorded(journal), names, ct).ConfigureAwait(false);
        if (!up.AllHealthy)
        {
            return new UpgradeResult(
                $"the data of {journal.From} is back, and it does not run: {Why(up)}. {Copies(journal)}; `clawden upgrade --rollback {journal.Member}` tries again", up.Members.First(m => m.State != MemberState.Running).LastLines, null, up.Members);
        }

        await scope.ForgetAsync(journal, ct).ConfigureAwait(false);
        return new UpgradeResult(null, [], $"{journal.Member} runs {journal.From} again, with the data it had{text}", up.Members);
    }

    /// <summary>The file is changed last of all, so that mostly nothing is to be done.</summary>
    private static string PutFileBack(UpgradeJournal journal, FleetFileText file)
    {
        if (journal.Edit is not { } edit || file.Hash == journal.FileBefore)
        {
            return "";
        }

        try
        {
            if (file.Hash != journal.FileAfter)
            {
                return $"; {file.Path} was changed since and is left as it is, so see what it asks for before the next `clawden up`";
            }

            file.Write(edit.Revert(file.Text));
            return $", and {file.Path} is as it was";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"; {file.Path} still asks for {journal.To}: {e.Message.TrimEnd('.')}";
        }
    }

    private async Task RefuseWithoutCopyAsync(UpgradeJournal journal, CancellationToken ct)
    {
        var there = (await scope.Engine.ListVolumesAsync(null, ct).ConfigureAwait(false)).Select(v => v.Name).ToHashSet(StringComparer.Ordinal);
        if (journal.Volumes.FirstOrDefault(v => !there.Contains(v.Copy)) is { } gone)
        {
            throw new FleetConflictException($"The copy {gone.Copy} is gone, so the data of {journal.From} cannot be put back. What {journal.Member} has now stays as it is.");
        }
    }

    private IReadOnlyCollection<string> NamesOf(UpgradeJournal journal) => [.. scope.MembersOf(journal.Member).Select(m => m.Name)];

    private static string Why(UpResult up) => up.Members.First(m => m.State != MemberState.Running).Failure?.TrimEnd('.') ?? up.Failure!;

    private static string Copies(UpgradeJournal journal) => journal.Volumes.IsEmpty ? "It had no data" : $"The copy is kept in {string.Join(", ", journal.Volumes.Select(v => v.Copy))}";

    private static FleetConflictException Nothing(string member) => new($"There is nothing to put back for {member}: no upgrade of it was cut off, and none kept its copy (--keep-copy).");
}
