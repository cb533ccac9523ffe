using System.Buffers.Binary;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using ClawFleet.Telemetry;
using ClawFleet.Telemetry.Batches;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace ClawFleet.TelemetryBench;

/// <summary>Records a second: read, stored, and over each protocol. Client and receiver share the machine and this process.</summary>
internal sealed class IngestBench(IPEndPoint http, IPEndPoint grpc, IPEndPoint floor)
{
    private const string Key = "bench";
    private const int AtOnce = 4;

    public async Task RunAsync()
    {
        Console.WriteLine("| records a second | spans | ÷ | log records | ÷ | metric points | ÷ |");
        Console.WriteLine("|---|---|---|---|---|---|---|");
        var parsed = Row("parse with the generated messages (floor)", Parse);
        Row("read here: validate, take apart, index", Read, parsed);
        Row("read and store in memory", signal => Store(signal, null), parsed);
        var folder = Directory.CreateTempSubdirectory("clawbench-");
        Row("read and store on disk", signal => Store(signal, Path.Combine(folder.FullName, signal.ToString())), parsed);
        folder.Delete(recursive: true);

        var empty = await StartFloorAsync();
        var bare = await RowAsync("HTTP/1.1, body read, empty 200 (floor)", signal => PostAsync(floor, signal, "application/x-protobuf", body => body));
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        await using (await OtlpReceiver.StartAsync(store, new OtlpReceiverOptions { Keys = [Key] }, [http], [grpc]))
        {
            await RowAsync("OTLP/HTTP protobuf", signal => PostAsync(http, signal, "application/x-protobuf", body => body), bare);
            await RowAsync("OTLP/HTTP protobuf, gzip", signal => PostAsync(http, signal, "application/x-protobuf", Gzip, "gzip"), bare);
            await RowAsync("OTLP/HTTP JSON", signal => PostAsync(http, signal, "application/json", body => Json(signal, body)), bare);
            await RowAsync("OTLP/gRPC", GrpcAsync, bare);
        }
        await empty.DisposeAsync();
    }

    private static double Parse(Signal signal)
    {
        var request = Requests.Of(signal);
        return Rate.Of(() => Requests.Parse(signal, request));
    }

    private static double Read(Signal signal)
    {
        var request = Requests.Of(signal);
        return Rate.Of(() => BatchReader.Read(signal, request, request.Length, 1, 1 << 18));
    }

    private static double Store(Signal signal, string? folder)
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions { Folder = folder });
        var request = Requests.Of(signal);
        return Rate.Of(() => store.Append(BatchReader.Read(signal, request, request.Length, 1, 1 << 18)));
    }

    private static async Task<double> PostAsync(
        IPEndPoint address, Signal signal, string type, Func<byte[], byte[]> encode, string? encoding = null)
    {
        var body = encode(Requests.Of(signal));
        using var client = new HttpClient { BaseAddress = new Uri($"http://{address}") };
        client.DefaultRequestHeaders.Add("x-otlp-api-key", Key);
        return await Rate.OfAsync(AtOnce, async () =>
        {
            using var content = new ByteArrayContent(body);
            content.Headers.ContentType = new MediaTypeHeaderValue(type);
            if (encoding is not null)
                content.Headers.ContentEncoding.Add(encoding);
            using var reply = await client.PostAsync($"/v1/{signal.ToString().ToLowerInvariant()}", content);
            reply.EnsureSuccessStatusCode();
        });
    }

    private async Task<double> GrpcAsync(Signal signal)
    {
        var message = Requests.Of(signal);
        var body = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), message.Length);
        message.CopyTo(body, 5);
        var name = signal == Signal.Traces ? "trace.v1.Trace" : signal == Signal.Logs ? "logs.v1.Logs" : "metrics.v1.Metrics";
        using var client = new HttpClient { BaseAddress = new Uri($"http://{grpc}") };
        return await Rate.OfAsync(AtOnce, async () =>
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, $"/opentelemetry.proto.collector.{name}Service/Export")
            {
                Version = HttpVersion.Version20,
                VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                Content = new ByteArrayContent(body),
            };
            request.Headers.Add("x-otlp-api-key", Key);
            request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
            using var reply = await client.SendAsync(request);
            if (reply.TrailingHeaders.TryGetValues("grpc-status", out var status) is false || status.Single() != "0")
                throw new InvalidOperationException("the call was refused");
        });
    }

    private async Task<WebApplication> StartFloorAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(k => k.Listen(floor, l => l.Protocols = HttpProtocols.Http1));
        var app = builder.Build();
        app.Run(async context =>
        {
            while (await context.Request.BodyReader.ReadAsync() is var read)
            {
                context.Request.BodyReader.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted)
                    return;
            }
        });
        await app.StartAsync();
        return app;
    }

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(body);
        return packed.ToArray();
    }

    private static byte[] Json(Signal signal, byte[] protobuf)
    {
        using var store = new TelemetryStore(new TelemetryStoreOptions());
        store.Append(signal, protobuf);
        using var lines = new MemoryStream();
        TelemetryExport.WriteAsync(store, signal, lines).GetAwaiter().GetResult();
        return lines.ToArray();
    }

    private static double[] Row(string what, Func<Signal, double> measure, double[]? against = null) =>
        Print(what, [.. Signals.Select(measure)], against);

    private static async Task<double[]> RowAsync(string what, Func<Signal, Task<double>> measure, double[]? against = null)
    {
        var rates = new List<double>();
        foreach (var signal in Signals)
            rates.Add(await measure(signal));
        return Print(what, [.. rates], against);
    }

    private static Signal[] Signals => [Signal.Traces, Signal.Logs, Signal.Metrics];

    private static double[] Print(string what, double[] rates, double[]? against)
    {
        var cells = rates.Select((r, i) => $"{r * Requests.Records:N0} | {(against is null ? "1.00" : $"{r / against[i]:0.00}")}");
        Console.WriteLine($"| {what} | {string.Join(" | ", cells)} |");
        return rates;
    }
}
