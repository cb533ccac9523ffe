using System.Net;
using System.Net.Sockets;
using ClawFleet.Engine;
using ClawFleet.Hosting.Execution;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Ports;

/// <summary>Looks whether a container's fixed host ports are free before the engine fails on them, and names who holds one.</summary>
internal static class PortCheck
{
    private static readonly TimeSpan EngineWait = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    /// <exception cref="OperationFailedException">A port is taken; names the holder and the remedy.</exception>
    public static async Task EnsureFreeAsync(IContainerEngine engine, ContainerPlan plan, TimeProvider time, CancellationToken ct)
    {
        var end = time.GetUtcNow() + EngineWait;
        foreach (var port in plan.Ports.Where(p => p.HostPort != 0))
        {
            while (!IsFree(port))
            {
                var holder = await PortHolder.FindAsync(engine, port.HostPort, ct).ConfigureAwait(false);
                if (holder.Container == plan.Name)
                {
                    break; // Its own already: the start that a killed host had begun came through.
                }

                if (!holder.IsEngine || time.GetUtcNow() >= end)
                {
                    throw Taken(plan, port.HostIp, port.HostPort, holder);
                }

                await Task.Delay(Pause, time, ct).ConfigureAwait(false);
            }
        }
    }

    public static async Task<OperationFailedException> TakenAsync(IContainerEngine engine, ContainerPlan plan, string hostIp, int port, CancellationToken ct) =>
        Taken(plan, hostIp, port, await PortHolder.FindAsync(engine, port, ct).ConfigureAwait(false));

    private static OperationFailedException Taken(ContainerPlan plan, string hostIp, int port, PortHolder holder) => new(
        $"{plan.Subject}cannot have port {port} of {hostIp}: {holder.Description} holds it; write `ports: auto` (or another host port) for {plan.Member}, or stop the holder");

    private static bool IsFree(PortPlan port)
    {
        var address = IPAddress.TryParse(port.HostIp, out var ip) ? ip : IPAddress.Loopback;
        try
        {
            using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(address, port.HostPort));
            socket.Listen(1);
            return true;
        }
        catch (SocketException e)
        {
            // Anything else (a port below 1024, an address of another machine) is the engine's to judge.
            return e.SocketErrorCode != SocketError.AddressAlreadyInUse;
        }
    }
}
