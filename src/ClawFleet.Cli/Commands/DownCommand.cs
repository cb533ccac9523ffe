using System.CommandLine;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using ClawFleet.Hosting.Hosts;

namespace ClawFleet.Cli.Commands;

/// <summary><c>clawden down</c>: containers and networks go; data goes only when asked. Needs neither a valid file nor a secret.</summary>
internal static class DownCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("down", "Remove the fleet's containers and networks. Data stays unless --volumes is given.");
        var volumes = new Option<bool>("--volumes") { Description = "Remove the members' data and generated secrets too. Cannot be undone." };
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        command.Options.Add(volumes);
        command.Options.Add(fleet);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var connection = await FleetConnection.OpenAsync(parsed.GetValue(fleet), parsed.GetValue(file), signals.First).ConfigureAwait(false);
            using var spool = new TraceSpool(connection.Host.Options);
            // First, since it writes below the state folder that --volumes removes. Even without an engine its end is what was asked for.
            await new HostProcess(connection.Host.Options, connection.Fleet).StopAsync(signals.First).ConfigureAwait(false);
            using var progress = FleetProgress.For(console);
            var result = await connection.Host.DownAsync(connection.Fleet, parsed.GetValue(volumes), progress, signals.First).ConfigureAwait(false);
            progress.Dispose();
            return FleetResultText.Write(console, result, $"{connection.Fleet} is down{(parsed.GetValue(volumes) ? ", data removed" : "")}");
        });
        return command;
    }
}
