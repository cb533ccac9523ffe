using System.Net;
using ClawFleet.Engine;
using ClawFleet.Hosting;
using ClawFleet.Telemetry;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClawFleet.Dashboard.Web;

/// <summary>The page of one fleet and the API behind it, on 127.0.0.1 alone.</summary>
internal sealed class DashboardServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private DashboardServer(WebApplication app, Uri address, LoginGate gate)
    {
        _app = app;
        Address = address;
        Token = gate.Token;
    }

    public Uri Address { get; }

    /// <summary>What a script says as <c>Authorization: Bearer</c>; the link has it too.</summary>
    public string Token { get; }

    /// <summary>Logs a browser in.</summary>
    public Uri LoginLink => new(Address, $"login?t={Token}");

    /// <exception cref="IOException">The port is taken.</exception>
    public static async Task<DashboardServer> StartAsync(FleetHost host, string fleet, TelemetryStore store, DashboardOptions options, CancellationToken ct)
    {
        // Empty: neither environment variables nor files of the working folder change what it listens to.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton<ILoggerFactory>(NullLoggerFactory.Instance);
        builder.Services.AddRoutingCore();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = 4096;
            kestrel.Limits.MaxConcurrentConnections = 256;
            kestrel.Listen(new IPEndPoint(IPAddress.Loopback, options.Port));
        });
        var app = builder.Build();
        var gate = new LoginGate(host.Options.Time);
        app.Use(next => context => gate.InvokeAsync(context, next));
        app.Use(next => context => AnswerFaultsAsync(context, next));
        app.UseRouting();
        Map(app, host, fleet, store, options);
        app.UseEndpoints(_ => { });
        try
        {
            await app.StartAsync(ct).ConfigureAwait(false);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            throw;
        }

        var address = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        return new DashboardServer(app, new Uri(address), gate);
    }

    public async ValueTask DisposeAsync()
    {
        using var soon = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        await _app.StopAsync(soon.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private static void Map(WebApplication app, FleetHost host, string fleet, TelemetryStore store, DashboardOptions options)
    {
        var (fleetApi, logs, traces, metrics) = (new FleetApi(host, fleet, store, options), new LogApi(store), new TraceApi(store), new MetricApi(store));
        foreach (var asset in PageAsset.All)
        {
            app.MapGet(asset.Path, asset.WriteAsync);
        }

        app.MapGet("/api/fleet", fleetApi.ListAsync);
        app.MapPost("/api/members/{name}/restart", (RequestDelegate)(context => fleetApi.ActAsync(context, restart: true)));
        app.MapPost("/api/members/{name}/stop", (RequestDelegate)(context => fleetApi.ActAsync(context, restart: false)));
        app.MapGet("/api/logs", logs.ListAsync);
        app.MapGet("/api/console.txt", logs.DownloadAsync);
        app.MapGet("/api/traces", traces.ListAsync);
        app.MapGet("/api/traces/{id}", traces.ShowAsync);
        app.MapGet("/api/metrics", metrics.ListAsync);
        app.MapGet("/api/metrics/{instrument}", metrics.ShowAsync);
    }

    private static async Task AnswerFaultsAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            if (context.Response is { HasStarted: false, StatusCode: StatusCodes.Status404NotFound })
            {
                await JsonAnswer.RefuseAsync(context, "there is no such page", StatusCodes.Status404NotFound).ConfigureAwait(false);
            }
        }
        catch (BadQuestionException e)
        {
            await JsonAnswer.RefuseAsync(context, e.Message).ConfigureAwait(false);
        }
        catch (EngineException e) when (!context.Response.HasStarted)
        {
            await JsonAnswer.RefuseAsync(context, e.Message, StatusCodes.Status503ServiceUnavailable).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The browser went away.
        }
    }
}
