using System.Net;
using System.Net.Sockets;

namespace ClawFleet.Simulator.Tests.Processes;

/// <summary>Ports for programs that take no port 0.</summary>
internal static class FreePort
{
    public static int Next()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
