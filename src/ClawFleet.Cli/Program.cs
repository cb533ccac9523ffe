using ClawFleet.Cli;
using ClawFleet.Cli.Terminal;

return await ClawdenApp.RunAsync(args, CliConsole.OfProcess());
