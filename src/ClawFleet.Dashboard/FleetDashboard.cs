using System.Net;
using ClawFleet.Dashboard.Access;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Hosting;
using ClawFleet.ServiceDefaults.Health;
using ClawFleet.Telemetry;
using ClawFleet.Telemetry.Receiving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace ClawFleet.Dashboard;

/// <summary>
/// The web page of a running fleet: its members, their output, and what they tell of themselves. On 127.0.0.1 only, and behind a token
/// that is new at each start.
/// </summary>
public sealed class FleetDashboard : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly FleetSite site;
    private readonly CancellationTokenSource ending;

    private FleetDashboard(WebApplication app, FleetSite site, CancellationTokenSource ending, Uri address, string token)
    {
        (this.app, this.site, this.ending, Address) = (app, site, ending, address);
        LoginLink = new Uri($"{address.AbsoluteUri}login?t={token}");
    }

    /// <summary>Where the page is, with a slash at the end.</summary>
    public Uri Address { get; }

    /// <summary>The address that lets a browser in. It holds the token: for the one who started the fleet, and for no log.</summary>
    public Uri LoginLink { get; }

    /// <summary>Begins to serve. The host and the store stay the caller's and are to outlive the page.</summary>
    /// <exception cref="ArgumentException">An option makes no sense; the message names it.</exception>
    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<FleetDashboard> StartAsync(
        FleetHost host, string fleet, TelemetryStore store, DashboardOptions options, CancellationToken ct)
    {
        options.Check();
        var builder = EmbeddedServer.CreateBuilder(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = 64 << 10;
            kestrel.Limits.MaxConcurrentConnections = 256;
            kestrel.Listen(IPAddress.Loopback, options.Port);
        });
        builder.Services.AddDefaultHealthChecks()
            .AddAsyncCheck("engine", cancel => EngineCheck.AskAsync(host.Engine, fleet, cancel), timeout: EngineCheck.LongestWait)
            .AddCheck("record", () => store.DiskFault is null ? HealthCheckResult.Healthy() : HealthCheckResult.Unhealthy());
        var app = builder.Build();
        var ending = new CancellationTokenSource();
        var gate = new Gate(options.Time, fleet);
        var site = new FleetSite(host, fleet, store, options, gate, ending.Token);
        try
        {
            app.UseHealthEndpoints(options.BasePath);
            app.Run(site.AnswerAsync);
            await app.StartAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            ending.Dispose();
            site.Dispose();
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        var bound = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return new FleetDashboard(app, site, ending, new Uri($"http://127.0.0.1:{bound.Port}{options.BasePath}/"), gate.Token);
    }

    /// <summary>Stops serving; what a page still asks for is cancelled.</summary>
    public async ValueTask DisposeAsync()
    {
        await ending.CancelAsync().ConfigureAwait(false);
        await app.StopAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
        site.Dispose();
        ending.Dispose();
    }
}
