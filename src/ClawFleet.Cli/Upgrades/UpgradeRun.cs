using ClawFleet.Cli.Presentation;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Upgrades;
using ClawFleet.Model.Editing;

namespace ClawFleet.Cli.Upgrades;

/// <summary>From the member's name to the member in its other version: find the change of the file, read the file as it would be, show both, do it.</summary>
internal sealed class UpgradeRun(UpgradeFleet fleet, string? to, bool dryRun, bool keepCopy)
{
    private FleetFileText File => fleet.File.File;

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(string? member)
    {
        if (member is not null || to is not null || fleet.Pins.Length == 1)
        {
            return await RunAsync(fleet.Pin(member), isAlone: true).ConfigureAwait(false);
        }

        // Each reads the file anew: the one before may have changed it.
        foreach (var name in fleet.Pins.Select(p => p.Name))
        {
            var pin = fleet.Reread(name);
            if ((await fleet.RunningAsync(pin).ConfigureAwait(false)).Count == 0)
            {
                fleet.Console.Error.WriteLine($"{name} is not there; left out");
                continue;
            }

            if (await RunAsync(pin, isAlone: false).ConfigureAwait(false) is not ExitCodes.Ok and var code)
            {
                return code;
            }
        }

        return ExitCodes.Ok;
    }

    private async Task<int> RunAsync(MemberPin pin, bool isAlone)
    {
        var journal = fleet.Journals.Find(pin.Name);
        var (wanted, edit) = Target(pin, to is null && journal is { Phase: UpgradePhase.Replacing } ? journal.To : null);
        if (edit?.Refusal is { } refusal)
        {
            DiagnosticPrinter.Print(fleet.Console, [refusal]);
            return ExitCodes.InvalidFile;
        }

        var draft = edit?.Edit?.Apply(File.Text);
        if (await fleet.OpenAsync(pin, draft).ConfigureAwait(false) is not { } session)
        {
            return ExitCodes.InvalidFile;
        }

        var running = await fleet.RunningAsync(pin).ConfigureAwait(false);
        var changes = await session.CompareUpgradeAsync(fleet.Signals.First).ConfigureAwait(false);
        var goesOn = journal is { Blocks: true };
        if (changes.Count == 0 && edit?.Edit is null && !goesOn)
        {
            fleet.Console.Error.WriteLine($"{pin.Name} runs {wanted}, nothing to do{(isAlone && to is null && pin.Image is not null ? " (its image is its own: --to TAG names another)" : "")}");
            return ExitCodes.Ok;
        }

        Show(pin, goesOn ? journal!.From : string.Join(", ", running), wanted, edit?.Edit, changes);
        if (dryRun)
        {
            fleet.Console.Error.WriteLine("nothing was changed");
            return ExitCodes.Ok;
        }

        if (changes.Count == 0 && !goesOn)
        {
            File.Write(draft!);
            fleet.Console.Error.WriteLine($"{pin.Name} runs {wanted} already; {Path.GetFileName(File.Path)} pins it now");
            return ExitCodes.Ok;
        }

        var request = new UpgradeRequest(pin.Name, string.Join(", ", running), wanted, File, edit?.Edit, keepCopy);
        var result = await fleet.GuardAsync(pin, progress => session.UpgradeAsync(request, progress, fleet.Signals.First, fleet.Signals.Second)).ConfigureAwait(false);
        return fleet.Show(result, pin.Name, Success(pin, wanted, edit?.Edit));
    }

    /// <summary>What is to run, and what that changes in the file; nothing where the file says so already.</summary>
    /// <param name="begun">What an upgrade that was cut off was to.</param>
    private (string Wanted, PinEdit? Edit) Target(MemberPin pin, string? begun)
    {
        if (pin.Image is { } image)
        {
            var other = begun ?? (to is null ? image : pin.ImageAt(to) ?? throw new CommandRefusedException(ExitCodes.Usage, image.Contains('@')
                ? $"{pin.Name} pins its image by digest ({image}): --to takes another one, sha256:…"
                : $"`{to}` cannot be the tag of {image}"));
            return (other, other == image ? null : FilePins.SetImage(File.Text, File.Path, pin, other));
        }

        var asked = begun ?? to;
        if (asked is not null)
        {
            var exact = FilePins.ExactVersion(asked) ?? throw new CommandRefusedException(ExitCodes.Usage, $"--to takes a whole version such as {pin.Runtime?.Version ?? "1.2.3"}, not `{asked}`");
            return (exact, pin.ExactVersion == exact ? null : FilePins.SetVersion(File.Text, File.Path, pin, exact));
        }

        // A runtime that there is not is told when the file is read.
        return pin.Runtime is not { Version: var carried } ? ("", null) : (carried, pin.Allows(carried) ? null : FilePins.SetVersion(File.Text, File.Path, pin, carried));
    }

    private void Show(MemberPin pin, string from, string wanted, FileEdit? edit, IReadOnlyList<PlannedChange> changes)
    {
        var paint = fleet.Console.OutPaint;
        fleet.Console.Out.WriteLine($"{paint.Bold(pin.Name)}: {(from.Length == 0 ? "-" : from)} → {wanted}");
        foreach (var line in edit?.Lines(File.Text) ?? [])
        {
            fleet.Console.Out.WriteLine($"  {(line[0] == '-' ? paint.Red(line) : paint.Green(line))}");
        }

        foreach (var change in changes)
        {
            fleet.Console.Out.WriteLine(ChangeText.Line(paint, change));
        }

        fleet.Console.Out.Flush();
    }

    private string Success(MemberPin pin, string wanted, FileEdit? edit)
    {
        var file = edit is null ? "" : $", and {Path.GetFileName(File.Path)} pins it";
        return keepCopy && fleet.Journals.Find(pin.Name) is { } kept
            ? $"{pin.Name} runs {wanted}{file}; the data of {kept.From} is kept in {string.Join(", ", kept.Volumes.Select(v => v.Copy))}: `clawden upgrade --rollback {pin.Name}` puts it back, the next upgrade removes it"
            : $"{pin.Name} runs {wanted}{file}; the copy of its data is removed";
    }
}
