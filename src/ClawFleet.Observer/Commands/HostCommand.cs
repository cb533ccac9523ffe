using System.CommandLine;
using ClawFleet.Cli;
using ClawFleet.Cli.Commands;
using ClawFleet.Cli.Fleets;
using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting.Hosts;
using ClawFleet.Observer.Keeping;
using Microsoft.Extensions.Logging;

namespace ClawFleet.Observer.Commands;

/// <summary>What <c>up</c> starts in the background: one for each fleet, from <c>up</c> to <c>down</c>. Standard error is its log.</summary>
internal static class HostCommand
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan SeatWait = TimeSpan.FromSeconds(10);

    /// <param name="arguments">The program's.</param>
    /// <param name="loggers">For what this process tells of itself, beside its log.</param>
    public static Command Create(CliConsole console, string[] arguments, ILoggerFactory loggers)
    {
        var command = new Command("host", "Keep a fleet in the background: record it, serve its page, restart what dies. 'clawden up' starts it.") { Hidden = true };
        var fleet = CommonOptions.Fleet();
        fleet.Required = true;
        var port = PageOptions.Port("--port", "Port of the page on 127.0.0.1.");
        var basePath = PageOptions.BasePath();
        var proxies = PageOptions.TrustedProxies();
        command.Options.Add(fleet);
        command.Options.Add(port);
        command.Options.Add(basePath);
        command.Options.Add(proxies);
        command.SetAction(async (parsed, _) =>
        {
            var starter = PosixProcess.Parent;
            PosixProcess.LeaveTerminal();
            using var signals = new StopSignals();
            var log = new HostLog(console, loggers);
            await using var connection = await FleetConnection.OpenAsync(parsed.GetValue(fleet), null, signals.First).ConfigureAwait(false);
            var time = connection.Host.Options.Time;
            var options = new KeeperOptions
            {
                Port = parsed.GetValue(port),
                BasePath = parsed.GetValue(basePath)!,
                TrustedProxies = [.. parsed.GetValue(proxies)!],
                Arguments = [.. arguments],
                Starter = starter,
                InBackground = true,
            };
            using var seat = await TakeSeatAsync(connection, signals.First).ConfigureAwait(false);
            if (seat is null)
            {
                return ExitCodes.Ok; // Another one was quicker.
            }

            try
            {
                await new FleetKeeper(connection, seat, options, log, loggers)
                    .RunAsync(record => log.Say($"the host of {connection.Fleet} is process {Environment.ProcessId}; its page is at {record.Address}", time), signals.First).ConfigureAwait(false);
                log.Say(signals.First.IsCancellationRequested ? "ended, as asked" : $"ended, since {connection.Fleet} is gone", time);
                return ExitCodes.Ok;
            }
            catch (OperationCanceledException) when (signals.First.IsCancellationRequested)
            {
                return ExitCodes.Ok;
            }
        });
        return command;
    }

    /// <summary>One that was told to end may need a moment still.</summary>
    private static async Task<HostSeat?> TakeSeatAsync(FleetConnection connection, CancellationToken ct)
    {
        var time = connection.Host.Options.Time;
        var until = time.GetUtcNow() + SeatWait;
        while (true)
        {
            if (HostSeat.TryTake(connection.Host.Options, connection.Fleet) is { } seat)
            {
                return seat;
            }

            if (time.GetUtcNow() > until)
            {
                return null;
            }

            await Task.Delay(Pause, time, ct).ConfigureAwait(false);
        }
    }
}
