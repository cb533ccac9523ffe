using System.CommandLine;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden ps</c>: what is there now, from the engine.</summary>
internal static class PsCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("ps", "List the fleet's members as they are now.");
        var json = new Option<bool>("--json") { Description = "An array of objects instead of a table." };
        var all = new Option<bool>("--all-fleets", "-a") { Description = "Every fleet on this engine; no file is read." };
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        command.Options.Add(json);
        command.Options.Add(all);
        command.Options.Add(fleet);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            var rows = parsed.GetValue(all)
                ? await ReadAllAsync(signals.First).ConfigureAwait(false)
                : await ReadAsync(parsed.GetValue(fleet), parsed.GetValue(file), signals.First).ConfigureAwait(false);
            if (parsed.GetValue(json))
            {
                console.Out.WriteLine(PsJson.Write(rows));
            }
            else
            {
                PsTable.Write(console, rows, showFleet: parsed.GetValue(all), DateTimeOffset.UtcNow);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task<List<(string Fleet, MemberStatus Status)>> ReadAsync(string? fleet, string? file, CancellationToken ct)
    {
        await using var connection = await FleetConnection.OpenAsync(fleet, file, ct).ConfigureAwait(false);
        return [.. (await connection.Host.ListAsync(connection.Fleet, ct).ConfigureAwait(false)).Select(status => (connection.Fleet, status))];
    }

    private static async Task<List<(string Fleet, MemberStatus Status)>> ReadAllAsync(CancellationToken ct)
    {
        await using var engine = Engines.Connect();
        var host = new FleetHost(engine, HostOptions.Discover());
        var fleets = await host.ListFleetsAsync(ct).ConfigureAwait(false);
        var statuses = await Task.WhenAll(fleets.Select(fleet => host.ListAsync(fleet.Name, ct))).ConfigureAwait(false);
        return [.. fleets.Zip(statuses).SelectMany(pair => pair.Second.Select(status => (pair.First.Name, status)))];
    }
}
