using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Configuration;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;
using ClawFleet.Simulator.Pairing;

namespace ClawFleet.Simulator.NullClaw;

/// <summary>The program <c>nullclaw</c>.</summary>
internal static class NullClawProgram
{
    /// <summary>128 and the number of SIGTERM: upstream has no handler for it.</summary>
    private const int Terminated = 143;

    /// <returns>The exit code.</returns>
    /// <exception cref="StartRefusedException">NullClaw would not do what it is asked.</exception>
    public static async Task<int> RunAsync(string[] args, FaultSwitch fault)
    {
        var arguments = NullClawArguments.Parse(args);
        var environment = ProcessEnvironment.Read();
        var home = environment.Get("NULLCLAW_HOME") is { Length: > 0 } given ? given : Path.Combine(environment.Get("HOME") is { Length: > 0 } user ? user : "/", ".nullclaw");
        switch (arguments.Command)
        {
            case "version":
                Console.WriteLine($"nullclaw {Persona.NullClaw.Version}");
                return 0;
            case "--help":
                Console.WriteLine("Usage: nullclaw <gateway [--host IP] [--port N] | agent -m TEXT | status | doctor | version>\nSimulated by clawsim.");
                return 0;
            case "status" or "doctor":
                Console.WriteLine("nullclaw, simulated"); // Always 0 upstream too: no way to check a configuration.
                return 0;
        }

        var config = NullClawConfig.Load(home, environment);
        foreach (var warning in config.Warnings) Talk.Warn(warning);
        if (arguments.Command == "agent")
        {
            if (!config.HasModel) throw new StartRefusedException("No API key configured for the provider");
            var message = arguments.Message ?? throw new StartRefusedException("clawsim does not simulate an interactive agent; pass -m");
            Console.WriteLine($"Sending to {config.Primary.Provider}...\n{SimulatedAnswer.To(Persona.NullClaw, message, new TurnLog(home).Record(arguments.Session ?? "cli", message))}");
            return 0;
        }
        return await ServeAsync(config, arguments, home, environment, fault).ConfigureAwait(false);
    }

    private static async Task<int> ServeAsync(NullClawConfig config, NullClawArguments arguments, string home, ProcessEnvironment environment, FaultSwitch fault)
    {
        foreach (var type in config.Tree.Tables("channels"))
        {
            foreach (var account in type.Value.Tables("accounts")) Talk.Info($"channel {type.Key}.{account.Key}: started (simulated: no connection is made)");
        }
        var turns = new TurnLog(home);
        Prepare(home, config.Tree.Text("workspace") ?? environment.Get("NULLCLAW_WORKSPACE") ?? Path.Combine(home, "workspace"));

        using var shutdown = new Shutdown(fault.Kind == FaultKind.IgnoreSigterm);
        var faults = FaultRunner.RunAsync(fault, shutdown.Token);
        if (fault.Kind == FaultKind.SlowStart) await WaitAsync(fault.After, shutdown.Token).ConfigureAwait(false);
        var endPoint = new IPEndPoint(arguments.Host ?? config.Host, arguments.Port ?? config.Port);

        // On a public address a token is demanded whatever the file says.
        var pairing = new PairingGuard(config.RequirePairing || !IPAddress.IsLoopback(endPoint.Address), config.PairedTokens);
        if (pairing.Code is { } code) Talk.Info($"pairing code: {code}");
        var gateway = new NullClawGateway(config, pairing, turns, fault, TimeProvider.System);
        if (Listen(endPoint, gateway) is { } server)
        {
            using (server)
            {
                Talk.Info($"gateway listening on http://{server.LocalEndPoint}");
                await server.RunAsync(TimeSpan.Zero, shutdown.Token).ConfigureAwait(false);
            }
        }
        else
        {
            await WaitAsync(Timeout.InfiniteTimeSpan, shutdown.Token).ConfigureAwait(false);
        }
        await Shutdown.AfterAsync(TimeSpan.Zero, faults).ConfigureAwait(false);
        return Terminated;
    }

    /// <summary>Null when the address cannot be had: upstream's gateway thread ends, and the process stays alive without a port.</summary>
    private static HttpServer? Listen(IPEndPoint endPoint, NullClawGateway gateway)
    {
        try
        {
            return HttpServer.Listen(endPoint, gateway.HandleAsync, HttpLimits.Default with { MaxBodyBytes = 64 * 1024 });
        }
        catch (SocketException e)
        {
            Talk.Error($"gateway: cannot listen on {endPoint}: {e.SocketErrorCode}; it is not tried again");
            return null;
        }
    }

    private static void Prepare(string home, string workspace)
    {
        try
        {
            Directory.CreateDirectory(workspace);
            File.WriteAllText(Path.Combine(home, "daemon_state.json"), new JsonObject { ["status"] = "running", ["simulated"] = true }.ToJsonString());
            var probe = Path.Combine(workspace, ".clawsim");
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"cannot write below {home} or {workspace}: {e.Message}");
        }
    }

    private static Task WaitAsync(TimeSpan time, CancellationToken ct) => Task.Delay(time, ct).ContinueWith(_ => { }, TaskScheduler.Default);
}
