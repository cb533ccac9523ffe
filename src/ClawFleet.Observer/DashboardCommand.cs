using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using ClawFleet.Cli;
using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;
using ClawFleet.Dashboard;
using ClawFleet.Observer.Recording;
using ClawFleet.Telemetry;

namespace ClawFleet.Observer;

/// <summary><c>clawden dashboard</c>: records what a running fleet does and shows it on a page, until Ctrl-C. The fleet does not notice.</summary>
internal static class DashboardCommand
{
    private const int UsualPort = 18888;

    public static Command Create(CliConsole console)
    {
        var command = new Command("dashboard", "Record what a running fleet does and show it in the browser, until Ctrl-C.");
        var port = Port("--port", $"Port of the page on 127.0.0.1. Default: {UsualPort}, or a free one when that is taken.");
        var otlp = Port("--otlp-port", "Also take OpenTelemetry (OTLP over HTTP) on this port of 127.0.0.1.");
        var readOnly = new Option<bool>("--read-only") { Description = "Show only: no buttons that stop or restart a member." };
        var fleet = CommonOptions.Fleet();
        var file = CommonOptions.File();
        command.Options.Add(port);
        command.Options.Add(otlp);
        command.Options.Add(readOnly);
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

            using var store = Open(console, connection);
            var key = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
            await using var receiver = parsed.GetValue(otlp) is { } taken ? await ReceiveAsync(store, key, taken, signals.First).ConfigureAwait(false) : null;
            await using var server = await ServeAsync(console, connection, store, parsed.GetValue(port), parsed.GetValue(readOnly), signals.First).ConfigureAwait(false);
            console.Out.WriteLine(server.LoginLink);
            console.Out.Flush();
            console.Error.WriteLine(console.ErrorPaint.Dim($"the page of {connection.Fleet}, for this machine alone: whoever has the link may use it; Ctrl-C ends it, not the fleet"));
            if (receiver is not null)
            {
                console.Error.WriteLine($"OTEL_EXPORTER_OTLP_ENDPOINT=http://{receiver.HttpAddresses[0]} OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf OTEL_EXPORTER_OTLP_HEADERS=x-otlp-api-key={key}");
            }

            await new FleetRecorder(connection.Host, connection.Fleet, store, new RecorderOptions()).RunAsync(signals.First).ConfigureAwait(false);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static TelemetryStore Open(CliConsole console, FleetConnection connection)
    {
        var folder = Path.Combine(connection.Host.Options.StateRoot, connection.Fleet, "telemetry");
        var store = new TelemetryStore(new TelemetryStoreOptions { Folder = folder });
        if (store.Status.DiskFault is { } fault)
        {
            console.Error.WriteLine(console.ErrorPaint.Yellow($"what is recorded now is kept in memory only, as when another 'clawden dashboard' of {connection.Fleet} runs: {fault}"));
        }

        return store;
    }

    private static async Task<OtlpReceiver> ReceiveAsync(TelemetryStore store, string key, int port, CancellationToken ct)
    {
        try
        {
            return await OtlpReceiver.StartAsync(store, new OtlpReceiverOptions { Keys = [key] }, [new IPEndPoint(IPAddress.Loopback, port)], [], cancel: ct).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new CommandRefusedException(ExitCodes.Failed, $"port {port} cannot be listened on ({e.Message.TrimEnd('.')}); --otlp-port takes another");
        }
    }

    private static async Task<FleetDashboard> ServeAsync(CliConsole console, FleetConnection connection, TelemetryStore store, int? port, bool readOnly, CancellationToken ct)
    {
        var options = new DashboardOptions { Port = port ?? UsualPort, AllowLifecycle = !readOnly };
        try
        {
            return await FleetDashboard.StartAsync(connection.Host, connection.Fleet, store, options, ct).ConfigureAwait(false);
        }
        catch (IOException) when (port is null)
        {
            console.Error.WriteLine($"port {UsualPort} is taken; a free one is used");
            return await FleetDashboard.StartAsync(connection.Host, connection.Fleet, store, options with { Port = 0 }, ct).ConfigureAwait(false);
        }
        catch (IOException e)
        {
            throw new CommandRefusedException(ExitCodes.Failed, $"port {port} cannot be listened on ({e.Message.TrimEnd('.')}); --port takes another");
        }
    }

    private static Option<int?> Port(string name, string description) => new(name)
    {
        HelpName = "PORT",
        Description = description,
        CustomParser = result => Parse(name, result),
    };

    private static int? Parse(string name, ArgumentResult result)
    {
        if (int.TryParse(result.Tokens[0].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port is > 0 and <= 65535)
        {
            return port;
        }

        result.AddError($"{name} takes a port from 1 to 65535, not '{result.Tokens[0].Value}'.");
        return null;
    }
}
