using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.MicroClaw;

/// <summary>The program <c>microclaw</c>.</summary>
internal static class MicroClawProgram
{
    /// <returns>The exit code.</returns>
    /// <exception cref="StartRefusedException">MicroClaw would not do what it is asked.</exception>
    public static async Task<int> RunAsync(string[] args, FaultSwitch fault)
    {
        var arguments = MicroClawArguments.Parse(args);
        switch (arguments.Command)
        {
            case "version":
                Console.WriteLine($"microclaw {Persona.MicroClaw.Version}");
                return 0;
            case "help":
                Console.WriteLine("Usage: microclaw [--config PATH] <start|run|config check|web>\nSimulated by clawsim.");
                return 0;
            case "config check":
                return Check(arguments);
        }

        MicroClawConfig config;
        try
        {
            config = MicroClawConfig.Load(Find(arguments));
        }
        catch (StartRefusedException e)
        {
            // Upstream goes into its wizard here, which ends with 1 where there is no terminal.
            throw new StartRefusedException($"Config missing/invalid: {e.Message}");
        }

        return arguments.Command switch
        {
            "web password" => SetPassword(config, arguments.Value!, generated: false),
            "web password-generate" => SetPassword(config, $"mc-{Hex(6)}-{Hex(6)}!", generated: true),
            "run" => OneTurn(config, arguments),
            _ => await ServeAsync(config, fault).ConfigureAwait(false),
        };
    }

    private static async Task<int> ServeAsync(MicroClawConfig config, FaultSwitch fault)
    {
        foreach (var warning in config.Warnings) Talk.Warn(warning);
        foreach (var channel in MicroClawChannels.Decide(config))
        {
            if (channel.Reason is null) Talk.Info($"channel {channel.Name}: started (simulated: no connection is made)");
            else Talk.Info($"clawsim: channel {channel.Name} is not started, of which MicroClaw would say nothing: {channel.Reason}");
        }

        // SIGTERM is not handled: it ends the process as it does any.
        using var shutdown = new Shutdown(fault.Kind == FaultKind.IgnoreSigterm, PosixSignal.SIGINT);
        var state = new MicroClawState(config);
        if (!state.HasPassword)
        {
            state.SetPassword(MicroClawState.WellKnownPassword);
            Talk.Warn($"web password not set: using the default password '{MicroClawState.WellKnownPassword}'");
        }

        var faults = FaultRunner.RunAsync(fault, shutdown.Token);
        if (fault.Kind == FaultKind.SlowStart) await Task.Delay(fault.After, shutdown.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        if (!config.WebEnabled || shutdown.Token.IsCancellationRequested || Listen(config, new MicroClawServer(config, state, fault, TimeProvider.System)) is not { } server)
        {
            // A port that cannot be had is only logged: the process lives on without a web server.
            await Task.Delay(Timeout.Infinite, shutdown.Token).ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
            return 0;
        }

        using (server)
        {
            Talk.Info($"web server listening on http://{server.LocalEndPoint}");
            await server.RunAsync(TimeSpan.Zero, shutdown.Token).ConfigureAwait(false);
        }

        await Shutdown.AfterAsync(TimeSpan.Zero, faults).ConfigureAwait(false);
        return 0;
    }

    private static HttpServer? Listen(MicroClawConfig config, MicroClawServer server)
    {
        if (ListenAddress.Parse(config.Host) is not { } address)
        {
            Talk.Error($"Failed to bind web server at {config.Host}:{config.Port}: invalid socket address");
            return null;
        }
        try
        {
            return HttpServer.Listen(new IPEndPoint(address, config.Port), server.HandleAsync, HttpLimits.Default);
        }
        catch (SocketException e)
        {
            Talk.Error($"Failed to bind web server at {config.Host}:{config.Port}: {e.SocketErrorCode}");
            return null;
        }
    }

    private static int SetPassword(MicroClawConfig config, string password, bool generated)
    {
        if (password.Trim().Length < 8) throw new StartRefusedException("password must be at least 8 chars");
        new MicroClawState(config).SetPassword(password.Trim());
        Console.WriteLine("Web password reset successfully.\nRevoked web sessions: 0");
        if (generated) Console.WriteLine($"Generated password: {password}");
        return 0;
    }

    private static int OneTurn(MicroClawConfig config, MicroClawArguments arguments)
    {
        var answer = new JsonObject { ["ok"] = config.HasModel };
        answer[config.HasModel ? "response" : "error"] = config.HasModel ? SimulatedAnswer.To(Persona.MicroClaw, arguments.Value!, 1) : "LLM error: error sending request";
        Console.WriteLine(arguments.Json ? answer.ToJsonString() : answer[config.HasModel ? "response" : "error"]!.GetValue<string>());
        return config.HasModel ? 0 : 1;
    }

    private static int Check(MicroClawArguments arguments)
    {
        try
        {
            var config = MicroClawConfig.Load(Find(arguments));
            foreach (var warning in config.Warnings) Console.WriteLine($"warning: {warning}");
            Console.WriteLine("config: ok");
            return 0;
        }
        catch (StartRefusedException e)
        {
            Console.Error.WriteLine($"config: {e.Message}");
            return e.ExitCode;
        }
    }

    private static string Find(MicroClawArguments arguments) => MicroClawConfig.Find(arguments.Config, Environment.GetEnvironmentVariable);

    private static string Hex(int digits) => RandomNumberGenerator.GetHexString(digits, lowercase: true);
}
