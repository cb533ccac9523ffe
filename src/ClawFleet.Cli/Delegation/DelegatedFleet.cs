using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Model.Plans;
using ClawFleet.Publishing.Carriage;

namespace ClawFleet.Cli;

/// <summary>A fleet for an AppHost that leaves the running to another orchestrator: the file read and planned, images made, and said what that orchestrator does not carry.</summary>
public sealed class DelegatedFleet
{
    private DelegatedFleet(FleetPlan plan, ISecretValues secrets, DelegatedRun run)
    {
        Plan = plan;
        Secrets = secrets;
        Run = run;
    }

    public FleetPlan Plan { get; }

    /// <summary>Values of the plan's secrets.</summary>
    public ISecretValues Secrets { get; }

    public DelegatedRun Run { get; }

    /// <summary>Prepares the fleet and hands it to <paramref name="work"/>. Faults of the file and failures are told as <c>clawden</c> tells them.</summary>
    /// <returns>The exit code, as <c>clawden up</c> gives it.</returns>
    public static async Task<int> RunAsync(DelegationOptions options, Func<DelegatedFleet, Task> work)
    {
        var console = CliConsole.OfProcess();
        var command = options.Target.ToString();
        try
        {
            await using var engine = options.OnPaper ? null : Engines.Connect();
            if (await PrepareAsync(options, engine, console).ConfigureAwait(false) is not { } fleet)
            {
                return ExitCodes.InvalidFile;
            }

            using (fleet.Run)
            {
                await work(fleet).ConfigureAwait(false);
                return ExitCodes.Ok;
            }
        }
#pragma warning disable CA1031 // the last place before a stack trace reaches the user
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ErrorReport.Write(console, exception, command);
        }
    }

    private static async Task<DelegatedFleet?> PrepareAsync(DelegationOptions options, IContainerEngine? engine, CliConsole console)
    {
        using var signals = new StopSignals();
        using var progress = FleetProgress.For(console);
        var host = HostOptions.Discover();
        var session = await FleetSession.OpenAsync(
            new FleetSessionOptions
            {
                File = FleetFileLocator.Find(options.File, Directory.GetCurrentDirectory()),
                Host = host,
                EnvFile = options.EnvFile,
                Members = options.Members,
                Build = options.Build,
            },
            engine, progress, signals.First).ConfigureAwait(false);
        DiagnosticPrinter.Print(console, session.Diagnostics);
        if (session.Plan is not { } plan)
        {
            return null;
        }

        foreach (var note in CarriageNote.Of(plan, options.Target))
        {
            console.Error.WriteLine($"{console.ErrorPaint.Yellow("note:")} {note}");
        }

        var orchestrator = options.Target.ToString();
        var run = engine is null
            ? DelegatedRun.OnPaper(host, plan.Fleet, orchestrator.ToLowerInvariant())
            : await DelegatedRun.PrepareAsync(session, host, orchestrator.ToLowerInvariant(), $"the AppHost with {orchestrator}", progress, signals.First).ConfigureAwait(false);
        return new DelegatedFleet(plan, session.Secrets!, run);
    }
}
