using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.IronClaw;

/// <summary>The program <c>ironclaw</c>.</summary>
internal static class IronClawProgram
{
    /// <summary>Upstream has no deadline of its own after SIGTERM; nothing here takes longer than this.</summary>
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    private static readonly HttpLimits Limits = HttpLimits.Default with { MaxBodyBytes = 14 * 1024 * 1024 };

    /// <returns>The exit code.</returns>
    /// <exception cref="StartRefusedException">IronClaw would not do what it is asked.</exception>
    public static async Task<int> RunAsync(string[] args, FaultSwitch fault)
    {
        var arguments = IronClawArguments.Parse(args);
        var environment = ProcessEnvironment.Read();
        var home = IronClawSettings.FindHome(environment.Get);
        switch (arguments.Command)
        {
            case "--version":
                Console.WriteLine($"ironclaw {Persona.IronClaw.Version}");
                return 0;
            case "--help":
                Console.WriteLine("Usage: ironclaw [serve] [--host IP] [--port N] [--confirm-host-access] | run -m TEXT | status --json\nSimulated by clawsim.");
                return 0;
            case "status":
                Console.WriteLine(new JsonObject { ["home"] = home, ["config_valid"] = IronClawConfig.Load(home) is not null, ["simulated"] = true }.ToJsonString());
                return 0;
        }

        var config = IronClawConfig.Load(home);
        foreach (var notice in config.Notices) Talk.Warn(notice);
        var settings = IronClawSettings.Resolve(arguments, config, home, environment);
        if (arguments.Command == "run")
        {
            if (settings.Model is null) throw new StartRefusedException("no LLM provider is configured yet");
            Console.WriteLine(SimulatedAnswer.To(Persona.IronClaw, arguments.Message ?? throw new StartRefusedException("error: -m is required", 2), 1));
            return 0;
        }
        return await ServeAsync(settings, fault).ConfigureAwait(false);
    }

    private static async Task<int> ServeAsync(IronClawSettings settings, FaultSwitch fault)
    {
        using var shutdown = new Shutdown(fault.Kind == FaultKind.IgnoreSigterm);
        var stop = shutdown.Token;
        ITurnStore store = settings.Database is { } database ? new PostgresTurnStore(database) : new FileTurnStore(settings.StorageRoot);
        await using var owned = store.ConfigureAwait(false);
        var gateway = new IronClawGateway(settings, store, fault, TimeProvider.System);
        var faults = FaultRunner.RunAsync(fault, stop);
        try
        {
            if (!settings.IsHosted) await AssembleAsync(store, gateway, fault, stop).ConfigureAwait(false);
            using var server = Listen(settings, gateway);
            Talk.Info($"listening on http://{server.LocalEndPoint} (profile {settings.Profile})");

            // A hosted profile answers /api/health before its storage is there, and 503 elsewhere.
            var serving = server.RunAsync(StopGrace, stop);
            if (settings.IsHosted) await AssembleAsync(store, gateway, fault, stop).ConfigureAwait(false);
            await serving.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while starting.
        }
        await Shutdown.AfterAsync(StopGrace, faults).ConfigureAwait(false);
        Talk.Info("stopped");
        return 0;
    }

    private static async Task AssembleAsync(ITurnStore store, IronClawGateway gateway, FaultSwitch fault, CancellationToken stop)
    {
        if (fault.Kind == FaultKind.SlowStart) await Task.Delay(fault.After, stop).ConfigureAwait(false);
        await store.OpenAsync(stop).ConfigureAwait(false);
        gateway.BecomeReady();
        Talk.Info("ready");
    }

    private static HttpServer Listen(IronClawSettings settings, IronClawGateway gateway)
    {
        if (!IPAddress.IsLoopback(settings.Host)) Talk.Warn($"binding to {settings.Host}: reachable from outside this machine");
        try
        {
            return HttpServer.Listen(new IPEndPoint(settings.Host, settings.Port), gateway.HandleAsync, Limits);
        }
        catch (SocketException e)
        {
            throw new StartRefusedException($"cannot listen on {settings.Host}:{settings.Port}: {e.SocketErrorCode}");
        }
    }
}
