using System.CommandLine;
using ClawFleet.Cli;
using ClawFleet.Cli.Terminal;
using ClawFleet.Observer;

// Reached as `clawden dashboard`: the launcher hands over what followed it.
var console = CliConsole.OfProcess();
var root = new RootCommand("The web page of a running fleet.");
root.Subcommands.Add(DashboardCommand.Create(console));
return await ClawdenApp.RunAsync(root, ["dashboard", .. args], console);
