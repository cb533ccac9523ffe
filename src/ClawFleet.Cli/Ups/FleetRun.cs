using System.Diagnostics;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;

namespace ClawFleet.Cli.Ups;

/// <summary>One <c>up</c> from the file to the last Ctrl-C: load, bring up, show, and when attached watch, print and stop.</summary>
internal sealed class FleetRun(CliConsole console, FleetSessionOptions options, RunChoices choices)
{
    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync()
    {
        using var signals = new StopSignals();
        await using var engine = Engines.Connect();
        using var spool = new TraceSpool(options.Host);
        using var steps = FleetActivities.Begin("up");
        var session = await OpenAsync(engine, signals.First).ConfigureAwait(false);
        DiagnosticPrinter.Print(console, session.Diagnostics);
        if (session.Plan is null)
        {
            if (options.Text is not null)
            {
                console.Error.WriteLine("<run> is what the options were written into: --provider, --model, --allowed-users, … stand for the keys of those names");
            }

            return ExitCodes.InvalidFile;
        }

        if (choices.DryRun)
        {
            return await ShowChangesAsync(session, signals.First).ConfigureAwait(false);
        }

        // Held from the beginning, so that the process in the background does not begin what this one does until it ends.
        using var supervisor = choices.Detached ? null : SupervisorSeat.TryTake(options.Host, session.Plan.Fleet);
        var host = await HostOfRun.BeginAsync(console, options.Host, session.Plan, choices.Host, signals.First).ConfigureAwait(false);
        var left = false;
        try
        {
            var (code, up) = await RunAsync(session, host, steps, signals).ConfigureAwait(false);
            left = choices.Detached && up;
            return code;
        }
        finally
        {
            if (!left)
            {
                await host.EndAsync(CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    /// <param name="steps">The trace of bringing it up; what comes after has traces of its own.</param>
    /// <returns>The exit code, and whether any member came up.</returns>
    private async Task<(int Code, bool Up)> RunAsync(FleetSession session, HostOfRun host, Activity? steps, StopSignals signals)
    {
        var began = DateTimeOffset.UtcNow;
        UpResult result;
        try
        {
            result = await BringUpAsync(session, signals).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.First.IsCancellationRequested && !choices.Detached)
        {
            steps?.Dispose();
            return (await StopAsync(session, signals, failed: false).ConfigureAwait(false), false);
        }

        steps?.Dispose();
        Show(session.Plan!.Fleet, result);
        var someFailed = !result.AllHealthy;
        var up = result.Members.Any(member => member.State.IsUp());
        if (up)
        {
            await host.ShowAsync(signals.First).ConfigureAwait(false);
        }

        if (choices.Detached || !up)
        {
            if (options.Text is not null)
            {
                // Without a file there is nothing else to find it by.
                console.Error.WriteLine($"'clawden logs --fleet {session.Plan.Fleet}' shows its output, 'clawden down --fleet {session.Plan.Fleet}' takes it down");
            }

            return (someFailed ? ExitCodes.SomeMembersFailed : ExitCodes.Ok, up);
        }

        var last = await new AttachedRun(console, options, choices, ct => OpenAsync(session.Host.Engine, ct), signals.First).RunAsync(session, began).ConfigureAwait(false);
        return (await StopAsync(last, signals, someFailed).ConfigureAwait(false), true);
    }

    private async Task<int> ShowChangesAsync(FleetSession session, CancellationToken ct)
    {
        var changes = await session.Host.CompareAsync(session.Plan!, options.Members, session.Secrets!, ct).ConfigureAwait(false);
        foreach (var change in changes)
        {
            console.Out.WriteLine(ChangeText.Line(console.OutPaint, change));
        }

        console.Error.WriteLine(changes.Count == 0 ? $"{session.Plan!.Fleet} is up to date, nothing to do" : "nothing was changed; 'clawden up' does this, after building the images that are missing");
        return ExitCodes.Ok;
    }

    private async Task<FleetSession> OpenAsync(IContainerEngine engine, CancellationToken ct)
    {
        using var progress = FleetProgress.For(console);
        return await FleetSession.OpenAsync(options, engine, progress, ct).ConfigureAwait(false);
    }

    private async Task<UpResult> BringUpAsync(FleetSession session, StopSignals signals)
    {
        using var progress = FleetProgress.For(console);
        return await session.UpAsync(progress, signals.First).ConfigureAwait(false);
    }

    private void Show(string fleet, UpResult result)
    {
        UpTable.WriteFailures(console, result);
        if (!result.Changed && result.AllHealthy)
        {
            console.Error.WriteLine($"{fleet} is up to date: {Count(result.Members.Count)}, nothing to do");
        }

        try
        {
            UpTable.Write(console, result);
        }
        catch (OutputClosedException)
        {
            // Whoever read the table had enough of it; the fleet is up all the same.
        }
    }

    private async Task<int> StopAsync(FleetSession session, StopSignals signals, bool failed)
    {
        var fleet = session.Plan!.Fleet;
        console.Error.WriteLine($"\nstopping {fleet}; once more leaves at once");
        try
        {
            using var progress = new EventLines(console);
            var result = await session.Host.StopAsync(fleet, options.Members, progress, signals.Second).ConfigureAwait(false);
            var code = FleetResultText.Write(console, result, $"{fleet} is stopped, its data kept; 'clawden up' goes on from there");
            return code == ExitCodes.Ok && failed ? ExitCodes.SomeMembersFailed : code;
        }
        catch (OperationCanceledException) when (signals.Second.IsCancellationRequested)
        {
            console.Error.WriteLine(await DescribeLeftAsync(session, fleet).ConfigureAwait(false));
            return ExitCodes.Failed;
        }
    }

    private static async Task<string> DescribeLeftAsync(FleetSession session, string fleet)
    {
        try
        {
            using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            var left = (await session.Host.ListAsync(fleet, deadline.Token).ConfigureAwait(false)).Where(member => member.State.IsUp()).Select(member => member.Name).ToList();
            return left.Count == 0 ? $"nothing of {fleet} is left running" : $"left running: {string.Join(", ", left)}; 'clawden stop --fleet {fleet}' stops them";
        }
        catch (Exception failure) when (failure is EngineException or OperationCanceledException)
        {
            return $"{fleet} may still be running; 'clawden ps --fleet {fleet}' tells";
        }
    }

    private static string Count(int members) => members == 1 ? "1 member" : $"{members} members";
}
