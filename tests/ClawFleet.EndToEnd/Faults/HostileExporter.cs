using System.Collections.Concurrent;
using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using ClawFleet.EndToEnd.Dashboards;
using static Microsoft.Playwright.Assertions;

namespace ClawFleet.EndToEnd.Faults;

/// <summary>Clients with the right key that send what is no telemetry, as fast as they can.</summary>
public sealed class HostileExporter(WatchedDashboard watched) : IClassFixture<WatchedDashboard>
{
    private const int Clients = 4;
    private const long MostGrowth = 256L << 20; // The receiver holds 96 MiB at most; the rest is the garbage of large requests.
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(15);
    private static readonly byte[] Bomb = Packed(new byte[256 << 20]);
    private static readonly byte[] Nested = [.. Enumerable.Repeat((byte)'[', 200_000)];

    [Fact]
    public async Task Garbage_is_refused_memory_stays_bounded_and_what_is_good_is_still_taken()
    {
        using var process = Process.GetProcessById(watched.ProcessId);
        var before = process.WorkingSet64;
        using var enough = new CancellationTokenSource(Long);
        var answers = new ConcurrentDictionary<HttpStatusCode, int>();
        var bothering = Task.WhenAll(Enumerable.Range(0, Clients).Select(seed => BotherAsync(new Random(seed), answers, enough.Token)));
        var most = before;
        while (!bothering.IsCompleted)
        {
            process.Refresh();
            most = Math.Max(most, process.WorkingSet64);
            await Task.WhenAny(bothering, Task.Delay(50, CancellationToken.None));
        }

        await bothering;
        var seen = string.Join(", ", answers.Select(a => $"{a.Value} x {(int)a.Key}"));
        Assert.True(answers.Values.Sum() > 100, seen);
        Assert.All(answers.Keys, status => Assert.True(status is >= HttpStatusCode.BadRequest and < HttpStatusCode.InternalServerError or HttpStatusCode.ServiceUnavailable, seen));
        Assert.True(most - before < MostGrowth, $"{before >> 20} MiB became {most >> 20} MiB; {seen}");

        Assert.Contains("Telemetry of 127.0.0.1 is refused: a key is required", watched.Said, StringComparison.Ordinal);
        Assert.True(watched.Said.Length < 10_000, "expected few words");

        await watched.LogAsync("after the garbage");
        await using var tab = await OpenTab.StartAsync(watched.Browser, watched.Link);
        await tab.Page.GotoAsync(watched.Link.AbsoluteUri);
        await tab.GoAsync("/logs?text=after+the+garbage");
        await Expect(tab.Page.Locator(".logs > details")).ToHaveCountAsync(1);
        Assert.Empty(tab.Faults);
    }

    private async Task BotherAsync(Random random, ConcurrentDictionary<HttpStatusCode, int> answers, CancellationToken ct)
    {
        using var http = new HttpClient { BaseAddress = watched.OtlpEndpoint };
        while (!ct.IsCancellationRequested)
        {
            try
            {
                if (random.Next(5) == 0)
                {
                    using var raw = new TcpClient();
                    await raw.ConnectAsync(watched.OtlpEndpoint.Host, watched.OtlpEndpoint.Port, ct);
                    await raw.GetStream().WriteAsync(Noise(random, 4096), ct);
                    continue;
                }

                using var request = Request(random);
                using var answer = await http.SendAsync(request, ct);
                answers.AddOrUpdate(answer.StatusCode, 1, (_, count) => count + 1);
            }
            catch (Exception e) when (e is HttpRequestException or SocketException or IOException)
            {
                // A connection that is closed in the middle of too large a body is an answer too.
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
            }
        }
    }

    private HttpRequestMessage Request(Random random)
    {
        var path = random.GetItems(["/v1/traces", "/v1/logs", "/v1/metrics", "/opentelemetry.proto.collector.trace.v1.TraceService/Export", "/"], 1)[0];
        var (type, encoding, body) = random.Next(4) switch
        {
            0 => ("application/x-protobuf", "gzip", Bomb),
            1 => ("application/json", null, Nested),
            2 => ("application/x-protobuf", "gzip", Noise(random, 1 << 16)),
            _ => (random.GetItems(["application/x-protobuf", "application/json", "application/grpc", "text/plain"], 1)[0], null, Noise(random, 1 << 20)),
        };
        var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(type) } };
        if (encoding is not null) content.Headers.ContentEncoding.Add(encoding);
        return new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative)) { Content = content, Headers = { { "x-otlp-api-key", random.Next(8) == 0 ? "wrong" : watched.OtlpKey } } };
    }

    /// <summary>Bytes that begin no message of protobuf's: field 31 of wire type 7.</summary>
    private static byte[] Noise(Random random, int most)
    {
        var noise = new byte[random.Next(1, most)];
        random.NextBytes(noise);
        noise[0] = 0xff;
        return noise;
    }

    private static byte[] Packed(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var zip = new GZipStream(packed, CompressionLevel.Fastest)) zip.Write(bytes);
        return packed.ToArray();
    }
}
