using System.Buffers;
using System.Collections.Immutable;
using System.Net;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Plans;

namespace ClawFleet.Model.Building;

/// <summary>How the page is served.</summary>
internal static class DashboardBuilder
{
    private static readonly SearchValues<char> PathCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789/-_.");

    public static DashboardPlan Build(MapReader dashboard) => new(dashboard.Integer("port", 1, 65535), BasePath(dashboard), Proxies(dashboard));

    private static string BasePath(MapReader dashboard)
    {
        if (dashboard.Plain("basePath") is not { Text: var path } written || path.Length == 0)
        {
            return "";
        }

        if (path[0] == '/' && path[^1] != '/' && !path.Contains("//", StringComparison.Ordinal) && !path.AsSpan().ContainsAnyExcept(PathCharacters))
        {
            return path;
        }

        dashboard.Error(DiagnosticCodes.BadValue, written.Span, $"`basePath` must begin with a slash and end with none, and `{path}` is no such path", "letters, digits, hyphens, dots and underscores are between the slashes", "write `basePath: /_fleet`, say");
        return "";
    }

    private static ImmutableArray<string> Proxies(MapReader dashboard)
    {
        var proxies = ImmutableArray.CreateBuilder<string>();
        foreach (var written in dashboard.List("trustedProxies") ?? [])
        {
            if (IPAddress.TryParse(written.Text, out var address) && IPAddress.IsLoopback(address))
            {
                proxies.Add(address.ToString());
                continue;
            }

            dashboard.Error(DiagnosticCodes.BadValue, written.Span, $"`{written.Text}` cannot be a trusted proxy", address is null ? "it is no address" : "the page listens on 127.0.0.1 alone, where only this machine's own addresses reach it", "write `trustedProxies: [127.0.0.1]`");
        }

        return proxies.ToImmutable();
    }
}
