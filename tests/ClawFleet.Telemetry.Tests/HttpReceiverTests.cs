using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using ClawFleet.Telemetry.Batches;

namespace ClawFleet.Telemetry.Tests;

public sealed class HttpReceiverTests
{
    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public async Task Each_signal_is_taken_as_JSON_and_protobuf_plain_and_gzip(bool json, bool gzip)
    {
        await using var test = await TestReceiver.StartAsync();
        foreach (var (path, signal) in new[] { ("traces", Signal.Traces), ("metrics", Signal.Metrics), ("logs", Signal.Logs) })
        {
            var body = Otlp.File(path + ".json");
            using var reply = await Post(test, "/v1/" + path, json ? body : WireTests.Protobuf(signal, body), json, gzip);
            Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
            Assert.Equal(json ? "{}" : "", await reply.Content.ReadAsStringAsync());
        }
        await TestReceiver.Eventually(() => test.Store.Logs(new LogQuery()).Records.Length == 2 ? "two" : null);
        Assert.Single(test.Store.Traces(new TraceQuery()).Traces);
        Assert.Equal(5, test.Store.Instruments().Length);
    }

    [Fact]
    public async Task What_was_rejected_is_told_as_a_partial_success()
    {
        await using var test = await TestReceiver.StartAsync();
        var body = Otlp.Spans("a", Otlp.Span(1, 1), Otlp.Span(0, 2));
        using var json = await Post(test, "/v1/traces", body, json: true);
        Assert.Equal("""{"partialSuccess":{"rejectedSpans":"1","errorMessage":"a span has no trace id of 16 bytes that are not all zero"}}""",
            await json.Content.ReadAsStringAsync());
        using var protobuf = await Post(test, "/v1/traces", WireTests.Protobuf(Signal.Traces, body), json: false);
        var bytes = await protobuf.Content.ReadAsByteArrayAsync();
        Assert.Equal([0x0a, (byte)(bytes.Length - 2), 0x08, 0x01, 0x12], bytes[..5]);
    }

    [Theory]
    [InlineData("x-otlp-api-key", "test-key", HttpStatusCode.OK)]
    [InlineData("x-otlp-api-key", "second-key", HttpStatusCode.OK)]
    [InlineData("Authorization", "Bearer test-key", HttpStatusCode.OK)]
    [InlineData("x-otlp-api-key", "test-ke", HttpStatusCode.Unauthorized)]
    [InlineData("x-otlp-api-key", "", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Basic test-key", HttpStatusCode.Unauthorized)]
    [InlineData("Authorization", "Bearer ", HttpStatusCode.Unauthorized)]
    public async Task Only_a_client_that_knows_the_key_is_heard(string header, string value, HttpStatusCode status)
    {
        await using var test = await TestReceiver.StartAsync();
        using var reply = await Post(test, "/v1/logs", Otlp.File("logs.json"), json: true, key: (header, value));
        Assert.Equal(status, reply.StatusCode);
        if (status != HttpStatusCode.OK)
            Assert.Contains("a key is required", await reply.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_receiver_without_a_key_does_not_start() =>
        await Assert.ThrowsAsync<ArgumentException>(() => TestReceiver.StartAsync(o => o with { Keys = [] }));

    [Fact]
    public async Task Wrong_paths_methods_types_and_encodings_are_refused()
    {
        await using var test = await TestReceiver.StartAsync();
        using var client = Client(test);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync("/")).StatusCode);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await client.GetAsync("/v1/logs")).StatusCode);
        using var text = new StringContent("{}");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.PostAsync("/v1/logs", text)).StatusCode);
        using var brotli = Content("{}"u8.ToArray(), json: true);
        brotli.Headers.ContentEncoding.Add("br");
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await client.PostAsync("/v1/logs", brotli)).StatusCode);
    }

    [Fact]
    public async Task Malformed_bodies_are_refused_with_the_reason()
    {
        await using var test = await TestReceiver.StartAsync();
        using var json = await Post(test, "/v1/logs", "{"u8.ToArray(), json: true);
        Assert.Equal(HttpStatusCode.BadRequest, json.StatusCode);
        Assert.StartsWith("""{"code":3,"message":"the JSON is not valid""", await json.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var protobuf = await Post(test, "/v1/logs", [0x0a, 0x7f], json: false);
        Assert.Equal(HttpStatusCode.BadRequest, protobuf.StatusCode);
        using var gzip = Content([1, 2, 3], json: false);
        gzip.Headers.ContentEncoding.Add("gzip");
        using var client = Client(test);
        Assert.Equal(HttpStatusCode.BadRequest, (await client.PostAsync("/v1/logs", gzip)).StatusCode);
    }

    [Fact]
    public async Task Large_bodies_are_refused_before_and_after_decompression()
    {
        await using var test = await TestReceiver.StartAsync(o => o with { MaxBodyBytes = 50_000, MaxRequestBytes = 100_000 });
        using var plain = await Post(test, "/v1/logs", new byte[60_000], json: false);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, plain.StatusCode);
        // 20 MB of zeros are 20 kB of gzip.
        using var bomb = await Post(test, "/v1/logs", new byte[20_000_000], json: false, gzip: true);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, bomb.StatusCode);
        using var client = Client(test);
        using var chunked = Content(new byte[60_000], json: false);
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/logs") { Content = chunked };
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await client.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task A_client_is_told_to_come_back_when_too_much_is_in_hand()
    {
        await using var test = await TestReceiver.StartAsync(
            o => o with { MaxBodyBytes = 100_000, MaxRequestBytes = 100_000, MaxBytesInFlight = 100_000 });
        using var reply = await Post(test, "/v1/logs", new byte[90_000], json: false);
        Assert.Equal(HttpStatusCode.TooManyRequests, reply.StatusCode);
        Assert.Equal(TimeSpan.FromSeconds(1), reply.Headers.RetryAfter?.Delta);
    }

    [Fact]
    public async Task A_client_is_told_to_come_back_when_the_store_is_slower()
    {
        await using var test = await TestReceiver.StartAsync(o => o with { QueueLength = 1, QueueWait = TimeSpan.FromMilliseconds(50) });
        var body = WireTests.Protobuf(Signal.Logs, Otlp.File("logs.json"));
        using var holding = new ManualResetEventSlim();
        using var done = new ManualResetEventSlim();
        var holder = new Thread(() =>
        {
            lock (test.Store.Writing)
            {
                holding.Set();
                done.Wait();
            }
        });
        holder.Start();
        holding.Wait();
        try
        {
            // One is being stored and one waits; after these the queue stays full.
            var replies = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => Post(test, "/v1/logs", body, json: false)));
            var refused = replies.First(r => r.StatusCode == HttpStatusCode.ServiceUnavailable);
            Assert.Equal(TimeSpan.FromSeconds(1), refused.Headers.RetryAfter?.Delta);
            Assert.InRange(replies.Count(r => r.StatusCode == HttpStatusCode.OK), 1, 2);
        }
        finally
        {
            done.Set();
            holder.Join();
        }
        using var later = await Post(test, "/v1/logs", body, json: false);
        Assert.Equal(HttpStatusCode.OK, later.StatusCode);
    }

    [Fact]
    public async Task What_was_accepted_is_stored_when_the_receiver_stops()
    {
        await using var test = await TestReceiver.StartAsync();
        for (var i = 0; i < 20; i++)
            (await Post(test, "/v1/logs", Otlp.File("logs.json"), json: true)).Dispose();
        await test.Receiver.DisposeAsync();
        Assert.Equal(40, test.Store.Logs(new LogQuery()).Records.Length);
    }

    [Fact]
    public async Task Noise_on_the_socket_does_not_stop_the_receiver()
    {
        await using var test = await TestReceiver.StartAsync();
        var random = new Random(7);
        foreach (var address in new[] { test.Receiver.HttpAddresses[0], test.Receiver.GrpcAddresses[0] })
        {
            for (var i = 0; i < 50; i++)
            {
                using var socket = new TcpClient();
                await socket.ConnectAsync(address);
                var noise = new byte[random.Next(1, 2000)];
                random.NextBytes(noise);
                try
                {
                    await socket.GetStream().WriteAsync(i % 2 == 0 ? noise : Encoding.ASCII.GetBytes(
                        "POST /v1/logs HTTP/1.1\r\nHost: x\r\nx-otlp-api-key: test-key\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{"));
                }
                catch (IOException)
                {
                }
            }
        }
        using var reply = await Post(test, "/v1/logs", Otlp.File("logs.json"), json: true);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
    }

    [Fact]
    public void A_request_of_empty_records_does_not_cost_many_times_its_size()
    {
        var writer = new Wire.ProtobufWriter();
        var resource = writer.Begin(1);
        var scope = writer.Begin(2);
        for (var i = 0; i < BatchReader.MaxRecords + 5; i++)
            writer.Bytes(2, []);
        writer.End(scope);
        writer.End(resource);
        var batch = BatchReader.Read(Signal.Logs, writer.Buffer, writer.Length, Otlp.Noon, 1000);
        Assert.Equal((BatchReader.MaxRecords, 5), (batch.Records.Count, batch.Rejected));
    }

    private static async Task<HttpResponseMessage> Post(
        TestReceiver test, string path, byte[] body, bool json, bool gzip = false, (string, string)? key = null)
    {
        using var client = Client(test, key);
        using var content = Content(gzip ? Gzip(body) : body, json);
        if (gzip)
            content.Headers.ContentEncoding.Add("gzip");
        return await client.PostAsync(path, content);
    }

    private static HttpClient Client(TestReceiver test, (string Header, string Value)? key = null)
    {
        var client = new HttpClient { BaseAddress = test.Http };
        var (header, value) = key ?? ("x-otlp-api-key", TestReceiver.Key);
        client.DefaultRequestHeaders.TryAddWithoutValidation(header, value);
        return client;
    }

    private static ByteArrayContent Content(byte[] body, bool json)
    {
        var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue(json ? "application/json" : "application/x-protobuf");
        return content;
    }

    private static byte[] Gzip(byte[] body)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
            gzip.Write(body);
        return packed.ToArray();
    }
}
