using System.Globalization;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Containers;

/// <summary>Published ports as the engine lists them.</summary>
internal static class PortMapping
{
    /// <summary>One row a port: the engine lists a port that is published on every address twice, for IPv4 and IPv6.</summary>
    public static IReadOnlyList<PublishedPort> Fold(IEnumerable<PublishedPort> ports)
    {
        var all = ports.Distinct().ToList();
        return
        [
            .. all.Where(p => p.HostIp != "::" || !all.Contains(p with { HostIp = "0.0.0.0" }))
                .OrderBy(p => p.ContainerPort).ThenBy(p => p.Protocol, StringComparer.Ordinal).ThenBy(p => p.HostPort).ThenBy(p => p.HostIp, StringComparer.Ordinal),
        ];
    }

    /// <summary>Reads <c>"80/tcp": [{"HostIp": …, "HostPort": …}]</c>; null for a port that is not published.</summary>
    public static IEnumerable<PublishedPort> FromKey(string key, IReadOnlyList<WireHostPort>? bindings)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        var protocol = slash < 0 ? "tcp" : key[(slash + 1)..];
        if (!int.TryParse(slash < 0 ? key : key[..slash], NumberStyles.None, CultureInfo.InvariantCulture, out var port))
            return [];
        if (bindings is null or [])
            return [new PublishedPort(port, null, null, protocol)];
        return bindings.Select(b => new PublishedPort(port, string.IsNullOrEmpty(b.HostIp) ? "0.0.0.0" : b.HostIp,
            int.TryParse(b.HostPort, NumberStyles.None, CultureInfo.InvariantCulture, out var host) && host > 0 ? host : null, protocol));
    }
}
