using System.Net;
using System.Net.Sockets;

namespace ClawFleet.EndToEnd.Fixture;

/// <summary>TCP ports of this machine.</summary>
internal static class Ports
{
    /// <summary>One that is free on <paramref name="address"/>, 127.0.0.1 unless said; nothing keeps another program from taking it.</summary>
    public static int Free(IPAddress? address = null)
    {
        using var listener = new TcpListener(address ?? IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
