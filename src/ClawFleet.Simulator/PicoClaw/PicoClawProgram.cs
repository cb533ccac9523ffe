using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.PicoClaw;

/// <summary>The program <c>picoclaw</c>.</summary>
internal static class PicoClawProgram
{
    /// <summary>Upstream takes up to 15 s after SIGTERM; nothing here takes longer than this.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(1);

    /// <returns>The exit code.</returns>
    /// <exception cref="StartRefusedException">PicoClaw would not do what it is asked.</exception>
    public static async Task<int> RunAsync(string[] args, FaultSwitch fault)
    {
        var arguments = PicoClawArguments.Parse(args);
        var environment = ProcessEnvironment.Read();
        var home = PicoClawHome.Find(environment.Get);
        switch (arguments.Command)
        {
            case "version":
                Console.WriteLine($"picoclaw {Persona.PicoClaw.Version} (simulated by clawsim)");
                return 0;
            case "--help":
                Console.WriteLine("Usage: picoclaw [--no-color] <gateway [-E] [--host HOSTS] | agent -m TEXT | model | status | version>\nSimulated by clawsim.");
                return 0;
        }

        var config = PicoClawConfig.Load(PicoClawConfig.FindFile(home, environment.Get), environment);
        switch (arguments.Command)
        {
            case "model" or "status":
                Console.WriteLine($"default model: {config.ModelName ?? "none"} (simulated)");
                return 0;
            case "agent":
                if (config.ModelName is null) throw new StartRefusedException("no default model configured");
                Console.WriteLine("🦞 " + SimulatedAnswer.To(Persona.PicoClaw, arguments.Message ?? throw new StartRefusedException("clawsim does not simulate an interactive agent; pass -m"), new TurnLog(home.Directory).Record(arguments.Session ?? "cli:default", arguments.Message)));
                return 0;
            default:
                return await ServeAsync(config, home, arguments, environment, fault).ConfigureAwait(false);
        }
    }

    private static async Task<int> ServeAsync(PicoClawConfig config, PicoClawHome home, PicoClawArguments arguments, ProcessEnvironment environment, FaultSwitch fault)
    {
        if (config.ModelName is null && !arguments.AllowEmpty) throw new StartRefusedException("no default model configured; run `picoclaw model`, or pass --allow-empty");
        foreach (var channel in config.Channels)
        {
            if (channel.Value["allow_from"] is not JsonArray { Count: > 0 }) Talk.Warn($"SECURITY: channel {channel.Key} has no allow_from: everybody may talk to the bot");
            Talk.Info($"channel {channel.Key} ({PicoClawChecks.TypeOf(channel)}): started (simulated: no connection is made)");
        }
        if (!config.Channels.Any()) Talk.Warn("No channels enabled");

        var state = PicoClawState.Open(home, config, environment);
        using var shutdown = new Shutdown(fault.Kind == FaultKind.IgnoreSigterm);
        var gateway = new PicoClawGateway(config, new TurnLog(home.Directory), state.Token, fault, TimeProvider.System);
        var faults = FaultRunner.RunAsync(fault, shutdown.Token);

        // The port is open before anything answers on it, as upstream has it.
        using var server = Listen(arguments.Host ?? config.Host, config.Port, gateway);
        Talk.Info($"gateway listening on http://{server.LocalEndPoint}");
        if (config.ModelName is null) Talk.Warn("no default model: limited mode");
        if (fault.Kind == FaultKind.SlowStart) await Task.Delay(fault.After, shutdown.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        await server.RunAsync(StopGrace, shutdown.Token).ConfigureAwait(false);
        await Shutdown.AfterAsync(StopGrace, faults).ConfigureAwait(false);
        state.Close();
        Talk.Info("stopped");
        return 0;
    }

    private static HttpServer Listen(string host, int port, PicoClawGateway gateway)
    {
        var address = host switch
        {
            "localhost" => IPAddress.Loopback,
            "*" => IPAddress.IPv6Any,
            _ => ListenAddress.Parse(host) ?? throw new StartRefusedException($"invalid gateway host \"{host}\" (clawsim knows IP literals, localhost and *)"),
        };
        try
        {
            return HttpServer.Listen(new IPEndPoint(address, port), gateway.HandleAsync, HttpLimits.Default);
        }
        catch (SocketException e)
        {
            throw new StartRefusedException($"error opening gateway listeners: {host}:{port}: {e.SocketErrorCode}");
        }
    }
}
