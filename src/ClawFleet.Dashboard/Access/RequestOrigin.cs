using System.Net;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Access;

/// <summary>What is this machine, and what is a path on it.</summary>
internal static class RequestOrigin
{
    /// <summary>False for any other name: a foreign site whose name was made to lead here (DNS rebinding).</summary>
    public static bool IsLocal(HostString host)
    {
        var name = host.Host.Trim('[', ']');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>A path on this server; anything that a browser could read as another server is not.</summary>
    public static bool IsLocalPath(string? path) =>
        path is ['/', ..] && (path.Length == 1 || path[1] != '/') && !path.Any(c => c is <= ' ' or > '~' or '\\');
}
