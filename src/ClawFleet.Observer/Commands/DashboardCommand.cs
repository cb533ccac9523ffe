using System.Collections.Immutable;
using System.CommandLine;
using ClawFleet.Cli;
using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Presentation;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Observer.Keeping;
using Microsoft.Extensions.Logging;

namespace ClawFleet.Observer.Commands;

/// <summary><c>clawden dashboard</c>: the link of the fleet's page. Where no process in the background serves it, this one does, until Ctrl-C; the fleet does not notice.</summary>
internal static class DashboardCommand
{
    public static Command Create(CliConsole console, ILoggerFactory loggers)
    {
        var command = new Command("dashboard", "Print the link of a running fleet's page; serve it until Ctrl-C where 'up' left no host that does.");
        var port = PageOptions.Port("--port", "Port of the page on 127.0.0.1. Default: 18888, or a free one when that is taken.");
        var otlp = PageOptions.Port("--otlp-port", "Port of 127.0.0.1 for OpenTelemetry (OTLP over HTTP). Default: a free one.");
        var readOnly = new Option<bool>("--read-only") { Description = "Show only: no buttons that stop or restart a member." };
        var basePath = PageOptions.BasePath();
        var proxies = PageOptions.TrustedProxies();
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        command.Options.Add(port);
        command.Options.Add(otlp);
        command.Options.Add(readOnly);
        command.Options.Add(basePath);
        command.Options.Add(proxies);
        command.Options.Add(fleet);
        command.Options.Add(file);
        command.SetAction(async (parsed, _) =>
        {
            using var signals = new StopSignals();
            await using var connection = await FleetConnection.OpenAsync(parsed.GetValue(fleet), parsed.GetValue(file), signals.First).ConfigureAwait(false);
            if ((await connection.ReadContainersAsync(signals.First).ConfigureAwait(false)).Count == 0)
            {
                throw connection.NotUp();
            }

            var options = new KeeperOptions
            {
                Port = parsed.GetValue(port),
                OtlpPort = parsed.GetValue(otlp),
                ReadOnly = parsed.GetValue(readOnly),
                BasePath = parsed.GetValue(basePath)!,
                TrustedProxies = ImmutableArray.Create(parsed.GetValue(proxies)!), // the one empty array where there are none: options are compared
            };
            if (HostSeat.TryTake(connection.Host.Options, connection.Fleet) is not { } seat)
            {
                return ShowRunning(console, connection, options);
            }

            using (seat)
            {
                using var lines = new EventLines(console);
                await new FleetKeeper(connection, seat, options, lines, loggers).RunAsync(record => Show(console, record, $"the page of {connection.Fleet}, for this machine alone: whoever has the link may use it; Ctrl-C ends it, not the fleet"), signals.First).ConfigureAwait(false);
            }

            return ExitCodes.Ok;
        });
        return command;
    }

    private static int ShowRunning(CliConsole console, FleetConnection connection, KeeperOptions asked)
    {
        var process = new HostProcess(connection.Host.Options, connection.Fleet);
        if (process.Find() is not { } running)
        {
            throw new CommandRefusedException(ExitCodes.Failed, $"the process that serves the page of {connection.Fleet} has not said yet where; try again, or see 'clawden logs --host'");
        }

        if (asked != new KeeperOptions())
        {
            var end = running.InBackground ? $"'clawden up --no-host -d' ends it" : $"end process {running.Process.Pid}";
            throw new CommandRefusedException(ExitCodes.Failed, $"the page of {connection.Fleet} is served already, by process {running.Process.Pid} at {running.Address}; to have it otherwise, first {end}");
        }

        Show(console, running, $"the page of {connection.Fleet}, for this machine alone: whoever has the link may use it");
        return ExitCodes.Ok;
    }

    private static void Show(CliConsole console, HostRecord record, string about)
    {
        console.Out.WriteLine(record.LoginLink);
        console.Out.Flush();
        console.Error.WriteLine(console.ErrorPaint.Dim(about));
        if (record.Otlp is { } otlp)
        {
            console.Error.WriteLine(console.ErrorPaint.Dim($"for programs on this machine: OTEL_EXPORTER_OTLP_ENDPOINT={otlp.AbsoluteUri.TrimEnd('/')} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key={record.OtlpKey}"));
        }
    }
}
