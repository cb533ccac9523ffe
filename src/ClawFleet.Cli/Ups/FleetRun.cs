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

        // Held from the beginning, so that the process in the background does not begin what this one does until it ends.
        using var supervisor = choices.Detached ? null : SupervisorSeat.TryTake(options.Host, session.Plan.Fleet);
        var host = await HostOfRun.BeginAsync(console, options.Host, session.Plan.Fleet, choices.Host, signals.First).ConfigureAwait(false);
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

        await WatchAsync(session, began, signals).ConfigureAwait(false);
        return (await StopAsync(session, signals, someFailed).ConfigureAwait(false), true);
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

    /// <summary>Until the first signal: supervision's events as talk, the members' output as data.</summary>
    private async Task WatchAsync(FleetSession session, DateTimeOffset since, StopSignals signals)
    {
        console.Error.WriteLine(console.ErrorPaint.Dim("Ctrl-C stops the fleet and keeps its data."));
        using var progress = new EventLines(console);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(signals.First);
        var watching = session.SuperviseAsync(progress, ending.Token);
        var printing = choices.NoLogs ? Task.CompletedTask : PrintLogsAsync(session, since, ending.Token);
        try
        {
            // Supervision ends only by a signal or because the engine is gone; lines are worth nothing without it.
            await watching.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (signals.First.IsCancellationRequested)
        {
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await printing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PrintLogsAsync(FleetSession session, DateTimeOffset since, CancellationToken ct)
    {
        var printer = new LogPrinter(console, timestamps: false, flushEachLine: true, session.Plan!.Members.Select(member => member.Name));
        try
        {
            await foreach (var line in session.Host.ReadLogsAsync(session.Plan.Fleet, options.Members, new LogQuery(Follow: true, Since: since), ct).ConfigureAwait(false))
            {
                printer.Print(line);
            }
        }
        catch (OutputClosedException)
        {
            // 'clawden up | head': the fleet goes on without a reader.
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
