using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Engine;
using ClawFleet.Hosting.Hosts;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden logs</c>: the members' output, each line with its member's name.</summary>
internal static class LogsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("logs", "Print the members' output.");
        var members = CommonOptions.Members("Members to read; all when none is named.");
        // -f is follow here, as in every tool with logs; the file has its long name only.
        var follow = new Option<bool>("--follow", "-f") { Description = "Go on with new lines until Ctrl-C." };
        var tail = new Option<int?>("--tail", "-n") { HelpName = "N", Description = "Only the last N lines of each member.", CustomParser = ParseCount };
        var timestamps = new Option<bool>("--timestamps", "-t") { Description = "Each line's own time, UTC." };
        var host = new Option<bool>("--host") { Description = "What the fleet's own process in the background said, not what members did." };
        var fleet = CommonOptions.Fleet();
        var file = new Option<string?>("--file") { HelpName = "FILE", Description = "The fleet file." };
        command.Arguments.Add(members);
        command.Options.Add(follow);
        command.Options.Add(tail);
        command.Options.Add(timestamps);
        command.Options.Add(host);
        command.Options.Add(fleet);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            // Not disposed: the watcher of the reader may cancel it until the process ends.
            var ending = CancellationTokenSource.CreateLinkedTokenSource(signals.First);
            await using var connection = await FleetConnection.OpenAsync(parsed.GetValue(fleet), parsed.GetValue(file), signals.First).ConfigureAwait(false);
            var asked = parsed.GetValue(members) ?? [];
            if (parsed.GetValue(host))
            {
                return await PrintHostAsync(console, connection, asked, parsed.GetValue(follow), parsed.GetValue(tail), ending).ConfigureAwait(false);
            }

            await RefuseUnknownAsync(connection, asked, signals.First).ConfigureAwait(false);
            if (parsed.GetValue(follow) && !console.OutIsTerminal)
            {
                StandardStream.WatchReader(1, ending);
            }

            var printer = new LogPrinter(console, parsed.GetValue(timestamps), flushEachLine: parsed.GetValue(follow));
            try
            {
                var query = new LogQuery(parsed.GetValue(follow), parsed.GetValue(tail));
                await foreach (var line in connection.Host.ReadLogsAsync(connection.Fleet, asked, query, ending.Token).ConfigureAwait(false))
                {
                    printer.Print(line);
                }
            }
            catch (OperationCanceledException) when (ending.IsCancellationRequested)
            {
                // Ctrl-C, or the end of the reader, is how one leaves -f.
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<int> PrintHostAsync(CliConsole console, FleetConnection connection, string[] asked, bool follow, int? tail, CancellationTokenSource ending)
    {
        if (asked.Length > 0)
        {
            throw new CommandRefusedException(ExitCodes.Usage, $"--host is about no member; leave out {string.Join(", ", asked)}");
        }

        if (follow && !console.OutIsTerminal)
        {
            StandardStream.WatchReader(1, ending);
        }

        var process = new HostProcess(connection.Host.Options, connection.Fleet);
        if (!File.Exists(process.LogFile))
        {
            throw new CommandRefusedException(ExitCodes.Failed, $"fleet {connection.Fleet} has had no process in the background; 'clawden up -d' starts one");
        }

        await new GrowingFile(process.LogFile).PrintAsync(console.Out, tail, follow, ending.Token).ConfigureAwait(false);
        return ExitCodes.Ok;
    }

    private static async Task RefuseUnknownAsync(FleetConnection connection, string[] asked, CancellationToken ct)
    {
        if (asked.Length == 0)
        {
            return;
        }

        var known = (await connection.ReadContainersAsync(ct).ConfigureAwait(false)).Keys;
        foreach (var member in asked.Where(member => !known.Any(name => name == member || IsReplica(name, member))))
        {
            throw connection.Missing(member, known);
        }
    }

    /// <summary><c>worker-2</c> is one of the replicas of <c>worker</c>.</summary>
    private static bool IsReplica(string name, string member) =>
        name.Length > member.Length + 1 && name.StartsWith(member, StringComparison.Ordinal) && name[member.Length] == '-' && name.AsSpan(member.Length + 1).IndexOfAnyExceptInRange('0', '9') < 0;

    private static int? ParseCount(ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var lines))
        {
            return lines;
        }

        result.AddError($"--tail takes a number of lines, not '{result.Tokens[0].Value}'.");
        return null;
    }
}
