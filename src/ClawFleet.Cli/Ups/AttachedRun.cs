using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Ups;

/// <summary>An <c>up</c> that stays: supervision's events as talk, the members' output as data, and with <c>--watch</c> what changes in the file, until the first signal.</summary>
/// <param name="open">Reads the file anew.</param>
internal sealed class AttachedRun(CliConsole console, FleetSessionOptions options, RunChoices choices, Func<CancellationToken, Task<FleetSession>> open, CancellationToken end)
{
    /// <returns>The session in force at the end.</returns>
    public async Task<FleetSession> RunAsync(FleetSession session, DateTimeOffset since)
    {
        console.Error.WriteLine(console.ErrorPaint.Dim($"Ctrl-C stops the fleet and keeps its data.{(choices.Watch ? $" What changes in {options.File} is taken over." : "")}"));
        var files = Files();
        while (true)
        {
            await WatchAsync(session, since, files).ConfigureAwait(false);
            if (end.IsCancellationRequested)
            {
                return session;
            }

            files?.Note();
            since = DateTimeOffset.UtcNow;
            session = await TakeOverAsync(session).ConfigureAwait(false);
        }
    }

    private WatchedFiles? Files()
    {
        if (!choices.Watch)
        {
            return null;
        }

        var beside = Path.Combine(Path.GetDirectoryName(Path.GetFullPath(options.File))!, ".env");
        var files = new WatchedFiles(options.EnvFile is null ? [options.File, beside] : [options.File, beside, options.EnvFile]);
        files.Note();
        return files;
    }

    /// <summary>Until the end, or until a file has changed.</summary>
    private async Task WatchAsync(FleetSession session, DateTimeOffset since, WatchedFiles? files)
    {
        using var progress = new EventLines(console);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(end);
        var watching = session.SuperviseAsync(progress, ending.Token);
        var printing = choices.NoLogs ? Task.CompletedTask : PrintLogsAsync(session, since, ending.Token);
        var changing = files?.ChangedAsync(ending.Token);
        try
        {
            // Supervision ends only by a signal or because the engine is gone; lines are worth nothing without it.
            await (changing is null ? watching : await Task.WhenAny(watching, changing).ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await printing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await (changing ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    /// <summary>Shows what changes, then changes it. A file with faults, or a fleet that cannot be had, leaves all as it is.</summary>
    private async Task<FleetSession> TakeOverAsync(FleetSession session)
    {
        try
        {
            var next = await open(end).ConfigureAwait(false);
            DiagnosticPrinter.Print(console, next.Diagnostics);
            if (next.Plan is null)
            {
                console.Error.WriteLine($"{options.File} changed and has faults; {session.Plan!.Fleet} stays as it is");
                return session;
            }

            var changes = await next.Host.CompareAsync(next.Plan, options.Members, next.Secrets!, end).ConfigureAwait(false);
            if (changes.Count == 0)
            {
                console.Error.WriteLine($"{options.File} changed, and nothing of {next.Plan.Fleet} with it");
                return next;
            }

            console.Error.WriteLine($"{options.File} changed:");
            foreach (var change in changes)
            {
                console.Error.WriteLine(ChangeText.Line(console.ErrorPaint, change));
            }

            UpResult result;
            using (var progress = FleetProgress.For(console))
            {
                result = await next.UpAsync(progress, end).ConfigureAwait(false);
            }

            UpTable.WriteFailures(console, result);
            UpTable.Write(console, result);
            return next;
        }
        catch (OperationCanceledException) when (end.IsCancellationRequested)
        {
            return session;
        }
        catch (OutputClosedException)
        {
            return session;
        }
        catch (Exception e) when (e is FleetConflictException or UnknownMemberException or SecretUnavailableException or EngineException or InvalidDataException or IOException or UnauthorizedAccessException)
        {
            ErrorReport.Write(console, e, "up");
            console.Error.WriteLine($"{session.Plan!.Fleet} is watched over as it was; the next change of {options.File} is tried again");
            return session;
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
}
