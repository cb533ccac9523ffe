namespace ClawFleet.Cli.Upgrades;

/// <summary><c>clawden upgrade --rollback MEMBER</c>.</summary>
internal sealed class RollbackRun(UpgradeFleet fleet)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string? member)
    {
        var pin = fleet.Pin(member);
        var file = fleet.File.File;
        var journal = fleet.Journals.Find(pin.Name)
            ?? throw new CommandRefusedException(ExitCodes.Failed, $"there is nothing to put back for {pin.Name}: no upgrade of it was cut off, and none kept its copy (--keep-copy)");
        var before = journal.Edit is { } edit && file.Hash == journal.FileAfter ? edit.Revert(file.Text) : null;
        if (await fleet.OpenAsync(pin, before).ConfigureAwait(false) is not { } session)
        {
            return ExitCodes.InvalidFile;
        }

        var result = await fleet.GuardAsync(pin, progress => session.RollBackAsync(pin.Name, file, progress, fleet.Signals.First)).ConfigureAwait(false);
        return fleet.Show(result, pin.Name, result.WayBack ?? "");
    }
}
