using System.Net;
using System.Net.Sockets;
using ClawFleet.Simulator.Faults;
using ClawFleet.Simulator.Http;

namespace ClawFleet.Simulator.NanoClaw;

/// <summary>
/// The program <c>nanoclaw</c>: NanoClaw's host process with what <c>runtimes/nanoclaw/host</c> adds to it. Reads the same three files, refuses what the two would
/// not do, and answers on the member's port without an agent.
/// </summary>
internal static class NanoClawProgram
{
    private static readonly TimeSpan StopGrace = TimeSpan.FromSeconds(5);

    /// <returns>The exit code.</returns>
    /// <exception cref="StartRefusedException">NanoClaw would not do what it is asked.</exception>
    public static async Task<int> RunAsync(string[] args, FaultSwitch fault)
    {
        if (args.Length > 0) throw new StartRefusedException($"NanoClaw takes no arguments, and was given '{args[0]}'", 2);
        var environment = ProcessEnvironment.Read();
        var fleet = NanoClawFleet.Load(environment.Get("CLAWFLEET_NANOCLAW") ?? throw new StartRefusedException("CLAWFLEET_NANOCLAW does not name fleet.json"));
        var own = NanoClawEnvFile.Read(fleet.Env);
        var agent = NanoClawAgentFile.Read(environment.Get("CLAWFLEET_AGENT_ENV") ?? throw new StartRefusedException("CLAWFLEET_AGENT_ENV does not name the agents' variables"));
        Prepare(fleet);
        foreach (var channel in fleet.Chats.Select(c => c.Channel).Distinct(StringComparer.Ordinal))
        {
            if (channel == "telegram" && own.GetValueOrDefault("TELEGRAM_BOT_TOKEN") is { Length: > 0 }) Talk.Info($"channel {channel}: {fleet.Chats.Count(c => c.Channel == channel)} chats, {fleet.Members.Count} members");
            else Talk.Warn($"Channel credentials missing, skipping: {channel}");
        }

        return await ServeAsync(fleet, agent, fault).ConfigureAwait(false);
    }

    private static async Task<int> ServeAsync(NanoClawFleet fleet, IReadOnlyDictionary<string, string> agent, FaultSwitch fault)
    {
        using var shutdown = new Shutdown(fault.Kind == FaultKind.IgnoreSigterm);
        var stop = shutdown.Token;
        var bridge = new NanoClawBridge(fleet, agent, fault, TimeProvider.System);
        var faults = FaultRunner.RunAsync(fault, stop);
        try
        {
            if (fault.Kind == FaultKind.SlowStart) await Task.Delay(fault.After, stop).ConfigureAwait(false);
            using var server = Listen(fleet.Port, bridge);
            Talk.Info($"listening on http://{new IPEndPoint(IPAddress.Loopback, server.LocalEndPoint.Port)}");
            await server.RunAsync(StopGrace, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while starting.
        }

        await Shutdown.AfterAsync(StopGrace, faults).ConfigureAwait(false);
        Talk.Info("stopped");
        return 0;
    }

    private static HttpServer Listen(int port, NanoClawBridge bridge)
    {
        try
        {
            return HttpServer.Listen(new IPEndPoint(Socket.OSSupportsIPv6 ? IPAddress.IPv6Any : IPAddress.Any, port), bridge.HandleAsync, HttpLimits.Default);
        }
        catch (SocketException e)
        {
            throw new StartRefusedException($"cannot listen on port {port}: {e.SocketErrorCode}");
        }
    }

    // What NanoClaw writes, on the volume; and its count of starts that went wrong, which the member starts without.
    private static void Prepare(NanoClawFleet fleet)
    {
        try
        {
            foreach (var name in (string[])["data", "groups", "store"]) Directory.CreateDirectory(Path.Combine(fleet.State, name));
            File.Delete(Path.Combine(fleet.State, "data", "circuit-breaker.json"));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"unable to open database file: {e.Message}");
        }
    }
}
