using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace ClawFleet.Dashboard.Access;

/// <summary>How the browser asked, which behind a reverse proxy is not how the request came here.</summary>
/// <param name="IsProxied">Told by a proxy that is trusted: then any name may be meant. Otherwise what such headers say counts for nothing.</param>
/// <param name="Prefix">The path that the proxy took away, or empty.</param>
internal sealed record RequestFront(string Scheme, HostString Host, bool IsProxied, string Prefix)
{
    private static readonly string[] told = ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-For"];

    /// <summary>Whether some proxy says that it is one.</summary>
    public static bool SaysProxied(HttpRequest request) => told.Any(request.Headers.ContainsKey);

    public static RequestFront Of(HttpContext context, ImmutableArray<IPAddress> trusted)
    {
        var request = context.Request;
        var from = context.Connection.RemoteIpAddress;
        if (from is null || !SaysProxied(request) || !trusted.Contains(from.IsIPv4MappedToIPv6 ? from.MapToIPv4() : from))
            return new RequestFront("http", request.Host, IsProxied: false, "");
        var scheme = Last(request, "X-Forwarded-Proto").Equals("https", StringComparison.OrdinalIgnoreCase) ? "https" : "http";
        var host = Last(request, "X-Forwarded-Host") is { Length: > 0 } named ? new HostString(named) : request.Host;
        return new RequestFront(scheme, host, IsProxied: true, Last(request, "X-Forwarded-Prefix").TrimEnd('/'));
    }

    /// <summary>False for a foreign name that was made to lead here (DNS rebinding), unless a trusted proxy says that it was asked for by that name.</summary>
    public bool IsForHere => IsProxied ? Uri.CheckHostName(Host.Host.Trim('[', ']')) != UriHostNameType.Unknown : RequestOrigin.IsLocal(Host);

    /// <summary>The <c>Origin</c> header: true for our own, false for another's, null when there is none or it is hidden.</summary>
    public bool? IsOwn(HttpRequest request) => request.Headers.Origin.ToString() switch
    {
        "" or "null" => null,
        // Of the two only the host tells the usual port where a proxy says it.
        var origin => Uri.TryCreate(origin, UriKind.Absolute, out var theirs) && Uri.TryCreate($"{Scheme}://{Host}", UriKind.Absolute, out var ours)
            && theirs.Scheme == ours.Scheme && theirs.Authority.Equals(ours.Authority, StringComparison.OrdinalIgnoreCase),
    };

    // Of several the last is from the proxy that stands before us; those before it, anybody may have written.
    private static string Last(HttpRequest request, string header) => request.Headers[header].ToString().Split(',')[^1].Trim();
}
