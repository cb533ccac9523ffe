using System.CommandLine;
using System.CommandLine.Parsing;
using ClawFleet.Cli;
using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Files;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer.Exporting;

/// <summary><c>clawden telemetry export</c>: what is recorded of a fleet, as OTLP JSON. No engine is needed, and whoever records at that moment is not disturbed.</summary>
internal static class TelemetryCommand
{
    private static readonly Signal[] Signals = [Signal.Logs, Signal.Traces, Signal.Metrics];

    public static Command Create(CliConsole console)
    {
        var command = new Command("telemetry", "Take out what is recorded of a fleet.");
        command.Subcommands.Add(CreateExport(console));
        return command;
    }

    private static Command CreateExport(CliConsole console)
    {
        var command = new Command("export", "Print what is recorded of a fleet as OTLP JSON, one export request a line.");
        var signal = new Option<Signal?>("--signal") { HelpName = "SIGNAL", Description = "Only logs, traces or metrics.", CustomParser = ParseSignal };
        var members = new Option<string[]>("--member") { HelpName = "NAME", Description = "Only of this member (clawden: the commands; host: this machine). Can be given again." };
        var since = new Option<DateTimeOffset?>("--since") { HelpName = "TIME", Description = $"Only what is newer: {Since.Forms}.", CustomParser = ParseSince };
        var output = new Option<string?>("--output", "-o") { HelpName = "FILE", Description = "Write to this file instead of standard output." };
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        foreach (var option in (ReadOnlySpan<Option>)[signal, members, since, output, fleet, file])
        {
            command.Options.Add(option);
        }

        command.SetAction(async (parsed, ct) =>
        {
            var name = parsed.GetValue(fleet) ?? FleetNameReader.Read(FleetFileLocator.Find(parsed.GetValue(file), Directory.GetCurrentDirectory(), "name the fleet: --fleet NAME"));
            Signal? one = parsed.GetValue(signal);
            using var store = FleetRecord.Read(HostOptions.Discover(), name, one)
                ?? throw new CommandRefusedException(ExitCodes.Failed, $"nothing is recorded of fleet {name}; the process that 'clawden up' leaves records it, and so does 'clawden dashboard'");
            string[] asked = parsed.GetValue(members) ?? [];
            RefuseUnknown(store, name, asked);
            await WriteAsync(store, one is { } chosen ? [chosen] : Signals, asked, parsed.GetValue(since), parsed.GetValue(output), ct).ConfigureAwait(false);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task WriteAsync(TelemetryStore store, Signal[] signals, string[] members, DateTimeOffset? since, string? path, CancellationToken ct)
    {
        var target = path is null ? StandardStream.Open(1) : File.Create(path);
        await using (target.ConfigureAwait(false))
        {
            foreach (var signal in signals)
            {
                await TelemetryExport.WriteAsync(store, signal, target, [.. members], since, ct).ConfigureAwait(false);
            }
        }
    }

    private static void RefuseUnknown(TelemetryStore store, string fleet, string[] asked)
    {
        var known = store.Members;
        foreach (var name in asked.Where(name => !known.Any(member => member.Is(name))))
        {
            var there = string.Join(", ", known.Select(member => member.Service).Distinct());
            throw new CommandRefusedException(ExitCodes.Usage, $"nothing is recorded of {name} in fleet {fleet}; there is something of: {(there.Length == 0 ? "nobody" : there)}");
        }
    }

    private static Signal? ParseSignal(ArgumentResult result)
    {
        var word = result.Tokens[0].Value;
        foreach (var signal in Signals.Where(signal => signal.ToString().Equals(word, StringComparison.OrdinalIgnoreCase)))
        {
            return signal;
        }

        result.AddError($"--signal takes logs, traces or metrics, not '{word}'.");
        return null;
    }

    private static DateTimeOffset? ParseSince(ArgumentResult result)
    {
        var time = Since.TryRead(result.Tokens[0].Value, DateTimeOffset.UtcNow);
        if (time is null)
        {
            result.AddError($"--since takes {Since.Forms}, not '{result.Tokens[0].Value}'.");
        }

        return time;
    }
}
