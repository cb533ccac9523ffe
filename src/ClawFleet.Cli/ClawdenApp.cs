using System.CommandLine;
using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;

namespace ClawFleet.Cli;

/// <summary>The command: parses, runs, and turns whatever goes wrong into one clear word and an exit code.</summary>
internal static class ClawdenApp
{
    public static async Task<int> RunAsync(string[] args, CliConsole console)
    {
        if (args is ["version" or "--version"])
        {
            return VersionCommand.Run(console);
        }

        return await RunAsync(CommandTree.Build(args, console), args, console).ConfigureAwait(false);
    }

    public static async Task<int> RunAsync(Command command, string[] args, CliConsole console)
    {
        var parsed = command.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            return Refuse(parsed, console);
        }

        try
        {
            // Signals are each command's own matter: what Ctrl-C means differs between up and ps.
            var configuration = new InvocationConfiguration { Output = console.Out, Error = console.Error, EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
            var exitCode = await parsed.InvokeAsync(configuration).ConfigureAwait(false);
            console.Out.Flush();
            return exitCode;
        }
        catch (OutputClosedException)
        {
            return ExitCodes.Ok;
        }
#pragma warning disable CA1031 // the last place before a stack trace reaches the user
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return ErrorReport.Write(console, exception, command: args.FirstOrDefault(arg => !arg.StartsWith('-')) ?? "");
        }
    }

    /// <summary>What is wrong, what was perhaps meant, where help is; all of it talk.</summary>
    private static int Refuse(ParseResult parsed, CliConsole console)
    {
        // With a mistyped command the parser also says that one is missing.
        var messages = parsed.Errors.Select(error => error.Message).Distinct().ToList();
        foreach (var message in messages.Count > 1 ? messages.Where(message => message.StartsWith("Unrecognized", StringComparison.Ordinal)).DefaultIfEmpty(messages[0]) : messages)
        {
            console.Error.WriteLine($"clawden: {message}");
        }

        if (Suggestion.For(parsed) is { } suggestion)
        {
            console.Error.WriteLine($"Did you mean {suggestion}?");
        }

        console.Error.WriteLine($"'{CommandTree.PathOf(parsed.CommandResult.Command)} --help' says what it takes.");
        return ExitCodes.Usage;
    }
}
