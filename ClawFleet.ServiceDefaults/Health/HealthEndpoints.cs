using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace ClawFleet.ServiceDefaults.Health;

/// <summary>
/// Two addresses that tell a supervisor how a process is, as in Aspire's template: whether it lives (checks tagged <c>live</c>) and whether it can do its work (all checks). 200 when it is so, 503
/// when not; the body says no more than the names of the checks that fail, so that both may be asked by anybody who reaches the address.
/// </summary>
public static class HealthEndpoints
{
    /// <summary>Lives: answers at all.</summary>
    public const string Alive = "/alive";

    /// <summary>Can do its work. Aspire's template calls it <c>/health</c>, which is a page here.</summary>
    public const string Ready = "/ready";

    /// <summary>The tag of checks that fail only when nothing but a restart helps.</summary>
    public const string LiveTag = "live";

    /// <summary>Adds the check that the process answers; further ones say whether it is ready.</summary>
    public static IHealthChecksBuilder AddDefaultHealthChecks(this IServiceCollection services) => services.AddHealthChecks().AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);

    /// <summary>Answers the two addresses; what is asked for elsewhere goes on to what follows.</summary>
    /// <param name="basePath">Empty, or a path that both are below.</param>
    public static IApplicationBuilder UseHealthEndpoints(this IApplicationBuilder app, string basePath = "") => app
        .UseHealthChecks(basePath + Alive, new HealthCheckOptions { Predicate = check => check.Tags.Contains(LiveTag), ResponseWriter = WriteAsync })
        .UseHealthChecks(basePath + Ready, new HealthCheckOptions { ResponseWriter = WriteAsync });

    private static Task WriteAsync(HttpContext context, HealthReport report)
    {
        context.Response.ContentType = "text/plain; charset=utf-8";
        var failing = report.Entries.Where(e => e.Value.Status != HealthStatus.Healthy).Select(e => e.Key).Order(StringComparer.Ordinal);
        return context.Response.WriteAsync(report.Status == HealthStatus.Healthy ? "healthy\n" : $"not healthy: {string.Join(", ", failing)}\n", context.RequestAborted);
    }
}
