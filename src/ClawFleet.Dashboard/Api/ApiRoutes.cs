using System.Collections.Immutable;

namespace ClawFleet.Dashboard.Api;

/// <summary>Addresses of the API, as they are served and as <c>openapi.json</c> describes them; a part in braces is any text.</summary>
internal static class ApiRoutes
{
    public static ImmutableArray<string> Get { get; } =
        ["/api/fleet", "/api/logs", "/api/traces", "/api/traces/{id}", "/api/metrics", "/api/metrics/{instrument}", "/api/health", "/api/config", "/api/forwarding", "/api/changes", "/api/prometheus", "/api/openapi.json"];

    public const string Apply = "/api/changes/apply";

    public static ImmutableArray<string> Post { get; } = ["/api/members/{name}/restart", "/api/members/{name}/stop", "/api/members/{name}/replace", Apply];

    /// <summary>The route that an address is of, and the text that stands in the place of its braces, as it came.</summary>
    public static (string Route, string Given)? Find(ImmutableArray<string> routes, string path)
    {
        var parts = path.Split('/');
        foreach (var route in routes)
        {
            var wanted = route.Split('/');
            var given = "";
            if (wanted.Length != parts.Length || !wanted.Zip(parts).All(Matches))
                continue;
            return (route, given);

            bool Matches((string Wanted, string Part) pair)
            {
                if (pair.Wanted is not ['{', .., '}'])
                    return pair.Wanted == pair.Part;
                given = pair.Part;
                return given.Length > 0;
            }
        }
        return null;
    }
}
