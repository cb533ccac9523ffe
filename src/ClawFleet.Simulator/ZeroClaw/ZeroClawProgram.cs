using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;
using ClawFleet.Simulator.Pairing;

namespace ClawFleet.Simulator.ZeroClaw;

/// <summary>The program <c>zeroclaw</c>.</summary>
internal static class ZeroClawProgram
{
    /// <summary>Upstream gives what is under way this long after SIGTERM.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromMilliseconds(500);

    /// <summary>Upstream's gateway takes bodies of 64 KiB.</summary>
    private static readonly HttpLimits Limits = HttpLimits.Default with { MaxBodyBytes = 64 * 1024 };

    /// <returns>The exit code.</returns>
    /// <exception cref="StartRefusedException">ZeroClaw would not do what it is asked.</exception>
    public static async Task<int> RunAsync(string[] args, FaultSwitch fault)
    {
        var arguments = ZeroClawArguments.Parse(args);
        var home = ZeroClawHome.Find(arguments.ConfigDir, Environment.GetEnvironmentVariable);
        switch (arguments.Command)
        {
            case "--version":
                Console.WriteLine($"zeroclaw {Persona.ZeroClaw.Version}");
                return 0;
            case "--help":
                Console.WriteLine("Usage: zeroclaw [--config-dir DIR] <daemon|gateway start|status|agent|config migrate>\nSimulated by clawsim.");
                return 0;
            case "config migrate":
                return Validate(home);
            case "status":
                return await StatusAsync(home).ConfigureAwait(false);
            case "agent":
                return OneTurn(home, arguments);
            default:
                return await ServeAsync(home, arguments, fault).ConfigureAwait(false);
        }
    }

    private static async Task<int> ServeAsync(ZeroClawHome home, ZeroClawArguments arguments, FaultSwitch fault)
    {
        var config = ZeroClawConfig.Load(home);
        foreach (var warning in config.Warnings) Talk.Warn(warning);
        if (config.Overridden.Count > 0) Talk.Info($"applied env-var config overrides: {string.Join(", ", config.Overridden)}");

        var channels = ZeroClawChannels.Decide(config);
        foreach (var channel in channels)
        {
            if (channel.Starts) Talk.Info($"channel {channel.Name}: started (simulated: no connection is made)");
            else Talk.Warn($"channel {channel.Name}: not started: {channel.Reason}");
        }
        if (config.ObservabilityBackend is "otel" or "otlp" or "opentelemetry") Talk.Warn("observability.backend = \"otel\" is not compiled into this build; using the no-op observer");

        using var shutdown = new Shutdown(fault.Kind == FaultKind.IgnoreSigterm);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(shutdown.Token);
        var health = new ZeroClawHealth(TimeProvider.System, arguments.Command == "daemon" ? ["daemon", "gateway", "channels", "socket", "scheduler", "heartbeat"] : ["gateway"]);
        var state = new ZeroClawState(home, config.Agents.Select(alias => config.WorkspaceOf(alias, home)));
        var pairing = new PairingGuard(config.RequirePairing, config.PairedTokens);
        var gateway = new ZeroClawGateway(config, home, pairing, state, health, channels, fault, stop.Cancel);

        var faults = FaultRunner.RunAsync(fault, stop.Token);
        if (fault.Kind == FaultKind.SlowStart) await WaitAsync(fault.After, stop.Token).ConfigureAwait(false);
        if (stop.IsCancellationRequested) return 0;
        using var server = Listen(arguments.Host ?? config.Host, arguments.Port ?? config.Port, gateway);
        Talk.Info($"gateway listening on http://{server.LocalEndPoint}");
        if (config.ModelOf(null) is null) Talk.Warn("no model configured: chat answers 503 needs_quickstart");

        var writing = state.RunAsync(health.Snapshot, stop.Token);
        await server.RunAsync(StopGrace, stop.Token).ConfigureAwait(false);
        await Shutdown.AfterAsync(StopGrace, writing, faults).ConfigureAwait(false);
        Talk.Info("stopped");
        return 0;
    }

    private static HttpServer Listen(string host, int port, ZeroClawGateway gateway)
    {
        if (ListenAddress.Parse(host) is not { } address)
        {
            Talk.Warn($"gateway host '{host}' is not an IP address; falling back to 127.0.0.1");
            address = IPAddress.Loopback;
        }
        if (!IPAddress.IsLoopback(address)) Talk.Warn($"gateway binds to {address}: reachable from outside this machine");
        try
        {
            return HttpServer.Listen(new IPEndPoint(address, port), gateway.HandleAsync, Limits);
        }
        catch (SocketException e)
        {
            throw new StartRefusedException($"gateway cannot listen on {address}:{port}: {e.SocketErrorCode}");
        }
    }

    private static int Validate(ZeroClawHome home)
    {
        try
        {
            ZeroClawConfig.Load(home);
            Console.WriteLine(new JsonObject { ["valid"] = true, ["schema_version"] = ZeroClawSchema.Version }.ToJsonString());
            return 0;
        }
        catch (StartRefusedException refusal)
        {
            Console.WriteLine(new JsonObject { ["valid"] = false, ["error"] = refusal.Message }.ToJsonString());
            return 1;
        }
    }

    private static async Task<int> StatusAsync(ZeroClawHome home)
    {
        var config = ZeroClawConfig.Load(home);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, config.Port).WaitAsync(TimeSpan.FromSeconds(2)).ConfigureAwait(false);
            Console.WriteLine("gateway: reachable (simulated)");
            return 0;
        }
        catch (Exception e) when (e is SocketException or TimeoutException)
        {
            Console.WriteLine("gateway: not reachable");
            return 1;
        }
    }

    private static int OneTurn(ZeroClawHome home, ZeroClawArguments arguments)
    {
        var config = ZeroClawConfig.Load(home);
        if (arguments.Agent is { } agent && !config.HasAgent(agent)) throw new StartRefusedException($"no [agents.{agent}] entry configured");
        if (config.ModelOf(arguments.Agent) is null) throw new StartRefusedException("needs_quickstart: no model configured");
        Console.WriteLine(SimulatedAnswer.To(Persona.ZeroClaw, arguments.Message ?? throw new StartRefusedException("clawsim does not simulate an interactive agent; pass -m"), 1));
        return 0;
    }

    private static async Task WaitAsync(TimeSpan time, CancellationToken ct)
    {
        Talk.Info($"starting in {time.TotalSeconds} s ({FaultSwitch.Variable})");
        await Task.Delay(time, ct).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
    }
}
