using System.Net.NetworkInformation;
using System.Net.Sockets;
using ClawFleet.Engine.Connections;
using ClawFleet.Engine.Http;
using ClawFleet.Engine.Networks;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Containers;

/// <summary>
/// Podman knows <c>host-gateway</c> from 4.7 on. Its API took the word before, too, and wrote it into the hosts file as it was, which no program there can read. So older
/// versions are given the address that Podman itself calls <c>host.containers.internal</c>: the first network's gateway, or without root, where that is in a namespace of the
/// user's own, the machine's.
/// </summary>
internal sealed class PodmanHostGateway(EngineHttp http, NetworkCalls networks)
{
    private const string Word = ":host-gateway";
    private const string DefaultNetwork = "podman";

    private static readonly Version KnowsTheWord = new(4, 7);

    /// <exception cref="EngineException">The address cannot be found out.</exception>
    public async Task<ContainerSpec> ResolveAsync(ContainerSpec spec, string doing, CancellationToken ct)
    {
        if (!spec.ExtraHosts.Any(h => h.EndsWith(Word, StringComparison.Ordinal)))
            return spec;
        var version = await http.GetAsync("/version", WireJson.Default.WireVersion, "ask the engine for its version", ct).ConfigureAwait(false);
        if (Version.TryParse(version.Version?.Split('-')[0], out var running) && running >= KnowsTheWord)
            return spec;

        var info = await http.GetAsync("/info", WireJson.Default.WireInfo, "ask the engine what it is", ct).ConfigureAwait(false);
        var rootless = info.Rootless ?? info.SecurityOptions?.Any(o => o.Contains("rootless", StringComparison.Ordinal)) ?? false;
        var address = rootless
            ? http.Connector.Chosen?.Transport == EngineTransport.Unix ? OwnAddress() : null
            : await networks.GatewayAsync(spec.Networks.Count > 0 ? spec.Networks[0].Network : DefaultNetwork, ct).ConfigureAwait(false);
        return address is null
            ? throw new EngineException(EngineErrorKind.Unsupported, $"Cannot {doing}: Podman before 4.7 knows no host-gateway; write host.containers.internal, its own name for the machine, or take a newer Podman.")
            : spec with { ExtraHosts = [.. spec.ExtraHosts.Select(h => h.EndsWith(Word, StringComparison.Ordinal) ? $"{h[..^Word.Length]}:{address}" : h)] };
    }

    /// <summary>The machine's IPv4 address in its network: of an interface with a way out where there is one.</summary>
    private static string? OwnAddress() => NetworkInterface.GetAllNetworkInterfaces()
        .Where(i => i.OperationalStatus == OperationalStatus.Up && i.NetworkInterfaceType != NetworkInterfaceType.Loopback)
        .Select(i => i.GetIPProperties())
        .OrderByDescending(p => p.GatewayAddresses.Any(g => g.Address.AddressFamily == AddressFamily.InterNetwork))
        .SelectMany(p => p.UnicastAddresses)
        .FirstOrDefault(a => a.Address.AddressFamily == AddressFamily.InterNetwork)?.Address.ToString();
}
