using System.Collections.Immutable;
using System.Net;
using ClawFleet.Telemetry.Receiving;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace ClawFleet.Telemetry;

/// <summary>
/// Listens for OTLP and puts what comes into a store. OTLP/HTTP and OTLP/gRPC have addresses of their own, because without TLS a server
/// cannot tell HTTP/1.1 from HTTP/2 on one.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Intake intake;

    private OtlpReceiver(WebApplication app, Intake intake, ImmutableArray<IPEndPoint> http, ImmutableArray<IPEndPoint> grpc)
    {
        (this.app, this.intake) = (app, intake);
        (HttpAddresses, GrpcAddresses) = (http, grpc);
    }

    /// <summary>Where OTLP/HTTP is listened for; a port that was given as 0 is the one that was found.</summary>
    public ImmutableArray<IPEndPoint> HttpAddresses { get; }

    /// <summary>Where OTLP/gRPC is listened for.</summary>
    public ImmutableArray<IPEndPoint> GrpcAddresses { get; }

    /// <summary>Begins to listen. The store stays the caller's, and is to be disposed after the receiver.</summary>
    /// <exception cref="ArgumentException">There is no key, or a bound makes no sense.</exception>
    /// <exception cref="IOException">An address is taken or is not this host's.</exception>
    public static async Task<OtlpReceiver> StartAsync(
        TelemetryStore store, OtlpReceiverOptions options, IEnumerable<IPEndPoint> http, IEnumerable<IPEndPoint> grpc,
        ILoggerFactory? loggers = null, CancellationToken cancel = default)
    {
        options.Check();
        loggers ??= NullLoggerFactory.Instance;
        var (httpGiven, grpcGiven) = (http.ToImmutableArray(), grpc.ToImmutableArray());
        var builder = EmbeddedServer.CreateBuilder(kestrel =>
        {
            kestrel.Limits.MaxRequestBodySize = options.MaxBodyBytes + 5L;
            kestrel.Limits.MaxConcurrentConnections = options.MaxConnections * (httpGiven.Length + (long)grpcGiven.Length);
            // Who dribbles a body holds memory that others need; an exporter on the same host is never this slow.
            kestrel.Limits.MinRequestBodyDataRate = new MinDataRate(bytesPerSecond: 10_000, gracePeriod: TimeSpan.FromSeconds(5));
            kestrel.Limits.Http2.MaxStreamsPerConnection = 32;
            foreach (var address in httpGiven)
                kestrel.Listen(address, listen => Protect(listen, HttpProtocols.Http1, options.Peers));
            foreach (var address in grpcGiven)
                kestrel.Listen(address, listen => Protect(listen, HttpProtocols.Http2, options.Peers));
        });
        builder.Services.AddSingleton(loggers);
        var app = builder.Build();
        var logger = loggers.CreateLogger<OtlpReceiver>();
        var intake = new Intake(store, options, logger);
        try
        {
            app.Run(Answer(intake, new RefusalReport(logger, options.NameOf, TimeProvider.System), options));
            await app.StartAsync(cancel).ConfigureAwait(false);
        }
        catch
        {
            await app.DisposeAsync().ConfigureAwait(false);
            await intake.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        // Kestrel tells its addresses in the order in which they were given.
        var bound = app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses
            .Select(a => IPEndPoint.Parse(new Uri(a).Authority)).ToImmutableArray();
        return new OtlpReceiver(app, intake, bound[..httpGiven.Length], bound[httpGiven.Length..]);
    }

    /// <summary>Stops listening, lets running requests end, and stores what was received.</summary>
    public async ValueTask DisposeAsync()
    {
        await app.StopAsync().ConfigureAwait(false);
        await app.DisposeAsync().ConfigureAwait(false);
        await intake.DisposeAsync().ConfigureAwait(false);
    }

    private static RequestDelegate Answer(Intake intake, RefusalReport refusals, OtlpReceiverOptions options)
    {
        var keys = new OtlpKeys(options.Keys);
        var http = new HttpCall(intake, keys, refusals, options);
        var grpc = new GrpcCall(intake, keys, refusals, options);
        return context =>
        {
            if (Route(context.Request.Path.Value) is not { } route)
                return GrpcCall.IsGrpc(context.Request) ? GrpcCall.UnknownAsync(context) : Status(context, StatusCodes.Status404NotFound);
            if (!HttpMethods.IsPost(context.Request.Method))
                return Status(context, StatusCodes.Status405MethodNotAllowed);
            return route.Grpc ? grpc.AnswerAsync(context, route.Signal) : http.AnswerAsync(context, route.Signal);
        };
    }

    private static void Protect(ListenOptions listen, HttpProtocols protocols, ImmutableArray<IPNetwork> peers)
    {
        listen.Protocols = protocols;
        if (peers.IsEmpty)
            return;
        listen.Use(next => connection =>
        {
            // A connection from this machine comes from the address that it goes to.
            if (connection.RemoteEndPoint is IPEndPoint remote
                && (IPAddress.IsLoopback(remote.Address) || remote.Address.Equals((connection.LocalEndPoint as IPEndPoint)?.Address) || peers.Any(p => p.Contains(remote.Address))))
                return next(connection);
            connection.Abort();
            return Task.CompletedTask;
        });
    }

    private static (Signal Signal, bool Grpc)? Route(string? path) => path switch
    {
        "/v1/traces" => (Signal.Traces, false),
        "/v1/metrics" => (Signal.Metrics, false),
        "/v1/logs" => (Signal.Logs, false),
        "/opentelemetry.proto.collector.trace.v1.TraceService/Export" => (Signal.Traces, true),
        "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export" => (Signal.Metrics, true),
        "/opentelemetry.proto.collector.logs.v1.LogsService/Export" => (Signal.Logs, true),
        _ => null,
    };

    private static Task Status(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        return Task.CompletedTask;
    }
}
