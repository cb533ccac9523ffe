using System.CommandLine;
using System.CommandLine.Help;
using ClawFleet.Cli;
using ClawFleet.Cli.Terminal;
using ClawFleet.Observer;

// Reached as `clawden dashboard`: the launcher hands over what followed it.
var console = CliConsole.OfProcess();
var clawden = new Command("clawden");
clawden.Subcommands.Add(DashboardCommand.Create(console));
clawden.Options.Add(new HelpOption { Recursive = true });
return await ClawdenApp.RunAsync(clawden, ["dashboard", .. args], console);
