using System.CommandLine;
using ClawFleet.Cli;
using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace ClawFleet.Observer.Mcp;

/// <summary><c>clawden mcp</c>: a fleet's members, logs, traces and metrics as tools of the Model Context Protocol, on standard input and output, until the client leaves.</summary>
internal static class McpCommand
{
    public static Command Create(CliConsole console)
    {
        var command = new Command("mcp", "Serve a fleet to an agent over the Model Context Protocol, on standard input and output (docs/mcp.md).");
        var lifecycle = new Option<bool>("--allow-lifecycle") { Description = "Let the agent start, stop and restart members too. Without it, it can only look." };
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        command.Options.Add(lifecycle);
        command.Options.Add(fleet);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var connection = await FleetConnection.OpenAsync(parsed.GetValue(fleet), parsed.GetValue(file), signals.First).ConfigureAwait(false);
            using var spool = new TraceSpool(connection.Host.Options);
            await ServeAsync(connection.Host, connection.Fleet, parsed.GetValue(lifecycle), console, signals.First).ConfigureAwait(false);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static async Task ServeAsync(FleetHost host, string fleet, bool lifecycle, CliConsole console, CancellationToken ct)
    {
        using var running = new HostLogs(host, fleet);
        var options = new McpServerOptions
        {
            ServerInfo = new Implementation { Name = "clawden", Version = typeof(FleetHost).Assembly.GetName().Version?.ToString(3) ?? "0" },
            ServerInstructions = $"The fleet '{fleet}' of agent runtimes in containers on this machine. Begin with list_members. Times are UTC."
                + (lifecycle ? "" : " Members cannot be started or stopped here: the server was started without --allow-lifecycle."),
            ToolCollection = [.. FleetTools.Of(host, fleet, running, lifecycle)],
        };
        var transport = new StdioServerTransport("clawden");
        await using (transport.ConfigureAwait(false))
        {
            var server = McpServer.Create(transport, options);
            await using (server.ConfigureAwait(false))
            {
                console.Error.WriteLine($"{fleet}: {options.ToolCollection.Count} tools, {(lifecycle ? "members can be started and stopped" : "looking only")}; ends with the client or with Ctrl-C");
                try
                {
                    await server.RunAsync(ct).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (ct.IsCancellationRequested)
                {
                }
            }
        }
    }
}
