using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace ClawFleet.Telemetry.Tests.Forwarding;

/// <summary>An endpoint as the test wants it: it takes, refuses, hangs, goes away and comes back.</summary>
internal sealed class OutsideReceiver : IAsyncDisposable
{
    private readonly int port = FreePort();
    private readonly CancellationTokenSource end = new();
    private WebApplication? server;

    /// <summary>What it says to a request; what is answered with 200 is kept.</summary>
    public Func<HttpRequest, OutsideAnswer> Answer { get; set; } = _ => new(200);

    /// <summary>All requests, also those that were not taken.</summary>
    public ConcurrentQueue<(string Path, IHeaderDictionary Headers)> Requests { get; } = [];

    public TelemetryStore Store { get; } = new(new TelemetryStoreOptions { Logs = new SignalLimit(1_000_000, 256 << 20) });

    public ForwardingEndpoint Endpoint(string path) => new(new Uri($"http://127.0.0.1:{port}{path}"), $"http://127.0.0.1:{port}");

    public ForwardingSettings Settings => new() { Traces = Endpoint("/v1/traces"), Metrics = Endpoint("/v1/metrics"), Logs = Endpoint("/v1/logs") };

    public string[] Bodies => [.. Store.Logs(new LogQuery { Limit = 10_000 }).Records.OrderBy(r => r.Sequence).Select(r => r.Body.ToString())];

    public static async Task<OutsideReceiver> UpAsync(Func<HttpRequest, OutsideAnswer>? answer = null)
    {
        var receiver = new OutsideReceiver();
        receiver.Answer = answer ?? receiver.Answer;
        await receiver.StartAsync();
        return receiver;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, port));
        server = builder.Build();
        server.Run(HandleAsync);
        await server.StartAsync();
    }

    public async Task StopAsync()
    {
        if (server is not null)
            await server.DisposeAsync();
        server = null;
    }

    public async ValueTask DisposeAsync()
    {
        await end.CancelAsync();
        await StopAsync();
        end.Dispose();
        Store.Dispose();
    }

    private async Task HandleAsync(HttpContext call)
    {
        using var body = new MemoryStream();
        await using (var gzip = new GZipStream(call.Request.Body, CompressionMode.Decompress))
            await gzip.CopyToAsync(body);
        Requests.Enqueue((call.Request.Path, new HeaderDictionary(call.Request.Headers.ToDictionary())));
        var answer = Answer(call.Request);
        if (answer.Hangs)
            await Task.Delay(Timeout.Infinite, end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (answer.Status == 200)
            Store.Append(Enum.Parse<Signal>(call.Request.Path.Value!.Split('/')[^1], ignoreCase: true), body.ToArray());
        call.Response.StatusCode = answer.Status;
        foreach (var (name, value) in answer.Headers ?? [])
            call.Response.Headers[name] = value;
        call.Response.ContentType = answer.Type;
        await call.Response.Body.WriteAsync(answer.Body ?? []);
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

internal sealed record OutsideAnswer(int Status, byte[]? Body = null, string Type = "application/x-protobuf", Dictionary<string, string>? Headers = null, bool Hangs = false);
