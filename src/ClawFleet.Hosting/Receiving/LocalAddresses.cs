using System.Net;
using System.Net.NetworkInformation;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Receiving;

/// <summary>Which of the engine's networks this machine is in itself, so that a program here can be reached from them.</summary>
public static class LocalAddresses
{
    /// <returns>
    /// This machine's addresses in these networks, with their ranges. None where the engine's networks are elsewhere: in a virtual machine (Docker Desktop), on another
    /// host, or in a network namespace (rootless engines).
    /// </returns>
    public static IReadOnlyList<(IPAddress Address, IPNetwork Range)> In(IEnumerable<NetworkSummary> networks)
    {
        var own = NetworkInterface.GetAllNetworkInterfaces().SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).ToHashSet();
        var found = new List<(IPAddress, IPNetwork)>();
        foreach (var range in networks.SelectMany(n => n.Ranges))
        {
            if (IPAddress.TryParse(range.Gateway, out var gateway) && own.Contains(gateway) && IPNetwork.TryParse(range.Subnet, out var subnet))
            {
                found.Add((gateway, subnet));
            }
        }

        return found;
    }
}
