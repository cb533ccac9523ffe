using System.CommandLine;
using System.CommandLine.Help;
using ClawFleet.Cli;
using ClawFleet.Cli.Terminal;
using ClawFleet.Observer.Commands;
using ClawFleet.Observer.Exporting;
using ClawFleet.Observer.Mcp;

// The commands of `clawden` that need the telemetry store or a web server: the launcher hands them over here, and `up` starts `host`.
var console = CliConsole.OfProcess();
var clawden = new Command("clawden");
clawden.Subcommands.Add(DashboardCommand.Create(console));
clawden.Subcommands.Add(HostCommand.Create(console, args));
clawden.Subcommands.Add(TelemetryCommand.Create(console));
clawden.Subcommands.Add(McpCommand.Create(console));
clawden.Options.Add(new HelpOption { Recursive = true });
return await ClawdenApp.RunAsync(clawden, args, console);
