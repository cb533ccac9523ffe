using System.CommandLine;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Carriage;
using ClawFleet.Publishing.Output;

namespace ClawFleet.Cli.Publishing;

/// <summary>The way of every <c>clawden publish</c>: read and plan the file, say what the target does not carry, write the files.</summary>
internal sealed class Publication(CliConsole console, ParseResult parsed, PublishOptions options)
{
    /// <summary>Loads and plans for a place that is not this machine's engine.</summary>
    /// <param name="secretsFollow">Secrets that are not set are no fault.</param>
    /// <returns>Null when the file has faults; they are printed then.</returns>
    public async Task<FleetSession?> OpenAsync(bool secretsFollow, CancellationToken ct)
    {
        var session = await FleetSession.OpenAsync(
            new FleetSessionOptions
            {
                File = FleetFileLocator.Find(parsed.GetValue(options.File), Directory.GetCurrentDirectory()),
                Host = HostOptions.Discover(),
                EnvFile = parsed.GetValue(options.EnvFile),
                Elsewhere = new Elsewhere(parsed.GetValue(options.Simulated), secretsFollow),
            },
            engine: null,
            new EventLines(console),
            ct).ConfigureAwait(false);
        DiagnosticPrinter.Print(console, session.Diagnostics);
        return session.Plan is null ? null : session;
    }

    /// <summary>Says what the target does not carry, writes the files and says where.</summary>
    /// <param name="next">What the user does with them, a command; the last line.</param>
    /// <param name="beside">Writes what is no text of the plan, once the files are there.</param>
    /// <exception cref="OutputRefusedException">The folder holds what somebody changed, and <c>--force</c> was not given.</exception>
    public void Write(FleetPlan plan, PlanTarget target, IReadOnlyCollection<PublishedFile> files, string next, Action? beside = null)
    {
        // With --registry it is said already where the images come from.
        var hasRegistry = parsed.GetValue(options.Registry) is not null;
        foreach (var note in CarriageNote.Of(plan, target).Where(n => !hasRegistry || n.Feature != PlanFeature.OwnImages))
        {
            console.Error.WriteLine($"{console.ErrorPaint.Yellow("note:")} {note}");
        }

        var folder = new OutputFolder(parsed.GetValue(options.Output)!);
        var changed = folder.Write(files, parsed.GetValue(options.Force));
        console.Error.WriteLine(changed.IsEmpty ? $"{folder.Path} is up to date: {files.Count} files" : $"{folder.Path}: {changed.Length} of {files.Count} files written or removed");
        beside?.Invoke();
        console.Error.WriteLine(next);
    }
}
