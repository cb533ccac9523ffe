using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using ClawFleet.Engine;

namespace ClawFleet.Hosting.Receiving;

/// <summary>How a program on this machine is reached from the engine's networks.</summary>
public static class LocalAddresses
{
    /// <summary>
    /// Rootless Podman's own name for this machine, in every container's hosts file (podman-run(1), "--add-host"; verified with 4.3.1). The connection leaves the container's network namespace
    /// as one of the user's own processes (slirp4netns, pasta), and comes from an address of this machine.
    /// </summary>
    public const string PodmansName = "host.containers.internal";

    /// <returns>
    /// This machine's addresses to listen on, each with where connections to it may come from. None where the engine's networks are elsewhere: in a virtual machine (Docker Desktop), on
    /// another host, or in a network namespace of rootless Docker.
    /// </returns>
    public static IReadOnlyList<(IPAddress Address, IPNetwork Range)> For(EngineInfo engine, IEnumerable<NetworkSummary> networks)
    {
        var ranges = networks.ToList();
        return ranges.Count == 0 || !IsBeside(engine) ? In(ranges) : [.. Own(AddressFamily.InterNetwork).Select(address => (address, new IPNetwork(address, 32)))];
    }

    /// <summary>What members in a network are to call this machine: an address, or a name; null where it is not reached from there.</summary>
    public static string? NameIn(EngineInfo engine, NetworkSummary network) => IsBeside(engine) ? PodmansName : In([network]).Select(a => Text(a.Address)).FirstOrDefault();

    internal static List<(IPAddress Address, IPNetwork Range)> In(IEnumerable<NetworkSummary> networks)
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

    /// <summary>Whether containers leave their networks as processes of this machine.</summary>
    private static bool IsBeside(EngineInfo engine) => OperatingSystem.IsLinux() && engine is { IsPodman: true, Rootless: true } && engine.Address.StartsWith("unix:", StringComparison.Ordinal);

    private static IEnumerable<IPAddress> Own(AddressFamily family) => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .SelectMany(i => i.GetIPProperties().UnicastAddresses).Select(a => a.Address).Where(a => a.AddressFamily == family).Distinct();

    private static string Text(IPAddress address) => address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{address}]" : address.ToString();
}
