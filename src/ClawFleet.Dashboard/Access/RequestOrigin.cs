using System.Net;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Access;

/// <summary>Whether a request is for this machine by a name that is always this machine's, and where it was made.</summary>
internal static class RequestOrigin
{
    /// <summary>False for any other name: a foreign site whose name was made to lead here (DNS rebinding).</summary>
    public static bool IsLocal(HostString host)
    {
        var name = host.Host.Trim('[', ']');
        return name.Equals("localhost", StringComparison.OrdinalIgnoreCase) || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    /// <summary>The <c>Origin</c> header: true for our own, false for another's, null when there is none or it is hidden.</summary>
    public static bool? IsOwn(HttpRequest request) => request.Headers.Origin.ToString() switch
    {
        "" or "null" => null,
        var origin => origin.Equals($"http://{request.Host}", StringComparison.OrdinalIgnoreCase),
    };

    /// <summary>A path on this server; anything that a browser could read as another server is not.</summary>
    public static bool IsLocalPath(string? path) =>
        path is ['/', ..] && (path.Length == 1 || path[1] != '/') && !path.Any(c => c is <= ' ' or > '~' or '\\');
}
