using ClawFleet.Engine;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Upgrades;

/// <summary>What an <c>up</c> does about upgrades that were cut off: it clears away what is worth nothing, and keeps its hands off a member that only the upgrade or the way back may touch.</summary>
internal sealed class UnfinishedUpgrades(IContainerEngine engine, FleetHostOptions options, FleetPlan plan)
{
    private readonly UpgradeJournals _journals = UpgradeJournals.Of(options, plan.Fleet);

    /// <param name="refused">Containers that cannot be made for other reasons.</param>
    /// <returns>These, and those of members whose upgrade is not ended.</returns>
    /// <exception cref="IOException">A journal cannot be read.</exception>
    public IReadOnlyDictionary<string, string> Refuse(IReadOnlyDictionary<string, string> refused)
    {
        var blocked = (from journal in _journals.ReadAll()
                       where journal.Blocks
                       from member in plan.Members
                       where member.DeclaredName == journal.Member
                       from container in member.Containers
                       select (container.Name, Why: $"its upgrade from {journal.From} to {journal.To} was cut off; {journal.Remedy}")).ToList();
        if (blocked.Count == 0)
        {
            return refused;
        }

        var all = refused.ToDictionary(StringComparer.Ordinal);
        foreach (var (name, why) in blocked)
        {
            all[name] = why;
        }

        return all;
    }

    /// <param name="tell">Told of what is cleared away.</param>
    public async Task<IReadOnlyDictionary<string, string>> RefuseAsync(IReadOnlyDictionary<string, string> refused, Action<string> tell, CancellationToken ct)
    {
        foreach (var journal in _journals.ReadAll())
        {
            if (journal.Phase == UpgradePhase.Restored)
            {
                tell($"the data of {journal.Member} from before its upgrade to {journal.To} is back, and {journal.From} was not seen to run with it; {journal.Remedy} and removes the copy");
            }

            if (journal.Phase is not (UpgradePhase.Copying or UpgradePhase.Done))
            {
                continue;
            }

            tell(journal.Phase == UpgradePhase.Copying
                ? $"an upgrade of {journal.Member} to {journal.To} was cut off before it changed anything; what it had copied is removed"
                : $"the copy that the upgrade of {journal.Member} to {journal.To} had made is removed");
            await VolumeCopies.EndHelpersAsync(engine, plan.Fleet, ct).ConfigureAwait(false);
            foreach (var volume in journal.Volumes)
            {
                await engine.RemoveVolumeAsync(volume.Copy, force: true, ct).ConfigureAwait(false);
            }

            _journals.Delete(journal.Member);
        }

        return Refuse(refused);
    }
}
