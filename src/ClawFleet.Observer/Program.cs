using System.CommandLine;
using System.CommandLine.Help;
using ClawFleet.Cli;
using ClawFleet.Cli.Terminal;
using ClawFleet.Observer.Commands;
using ClawFleet.Observer.Exporting;
using ClawFleet.Observer.Mcp;
using ClawFleet.ServiceDefaults;

// The commands of `clawden` that need the telemetry store or a web server: the launcher hands them over here, and `up` starts `host`.
var console = CliConsole.OfProcess();
// Spans, metrics and log records of this process itself, to wherever OTEL_EXPORTER_OTLP_ENDPOINT points.
var lifetime = new List<IDisposable>();
var loggers = lifetime.AddServiceDefaults("clawfleet-host", FleetApplication.TelemetryName);
var clawden = new Command("clawden");
clawden.Subcommands.Add(DashboardCommand.Create(console, loggers));
clawden.Subcommands.Add(HostCommand.Create(console, args, loggers));
clawden.Subcommands.Add(TelemetryCommand.Create(console));
clawden.Subcommands.Add(McpCommand.Create(console));
clawden.Options.Add(new HelpOption { Recursive = true });
try
{
    return await ClawdenApp.RunAsync(clawden, args, console);
}
finally
{
    lifetime.ForEach(part => part.Dispose());
}
