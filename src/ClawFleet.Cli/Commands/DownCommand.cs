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
            var host = new HostProcess(connection.Host.Options, connection.Fleet);
            if (parsed.GetValue(volumes))
            {
                // It writes below the state folder that is removed.
                await host.StopAsync(signals.First).ConfigureAwait(false);
            }

            using var progress = FleetProgress.For(console);
            FleetResult result;
            try
            {
                result = await connection.Host.DownAsync(connection.Fleet, parsed.GetValue(volumes), progress, signals.First).ConfigureAwait(false);
                progress.Dispose();
            }
            finally
            {
                // Afterwards, so that what is done here is recorded and sent on; without an engine too, since its end was asked for.
                await host.StopAsync(signals.First).ConfigureAwait(false);
            }

            return FleetResultText.Write(console, result, $"{connection.Fleet} is down{(parsed.GetValue(volumes) ? ", data removed" : "")}");
        });
        return command;
    }
}
