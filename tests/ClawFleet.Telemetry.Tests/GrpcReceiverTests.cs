using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;

namespace ClawFleet.Telemetry.Tests;

public sealed class GrpcReceiverTests
{
    private const string LogsExport = "/opentelemetry.proto.collector.logs.v1.LogsService/Export";

    private static readonly byte[] logs = WireTests.Protobuf(Signal.Logs, Otlp.File("logs.json"));

    [Fact]
    public async Task A_call_is_answered_with_a_message_and_trailers()
    {
        await using var test = await TestReceiver.StartAsync();
        using var reply = await Call(test, LogsExport, Frame(logs));
        Assert.Equal("application/grpc", reply.Content.Headers.ContentType?.MediaType);
        Assert.Equal(new byte[5], await reply.Content.ReadAsByteArrayAsync());
        Assert.Equal("0", reply.TrailingHeaders.GetValues("grpc-status").Single());
        await TestReceiver.Eventually(() => test.Store.Logs(new LogQuery()).Records.Length == 2 ? "two" : null);
    }

    [Theory]
    [InlineData("no-key", "16")]
    [InlineData("unknown-call", "12")]
    [InlineData("cut-off", "3")]
    [InlineData("two-messages", "3")]
    [InlineData("bad-flag", "3")]
    [InlineData("not-gzip", "3")]
    [InlineData("not-otlp", "3")]
    [InlineData("empty", "3")]
    [InlineData("too-large", "8")]
    public async Task A_call_that_cannot_be_served_gets_its_status(string what, string status)
    {
        await using var test = await TestReceiver.StartAsync(o => o with { MaxBodyBytes = 50_000, MaxRequestBytes = 50_000 });
        var body = what switch
        {
            "cut-off" => Frame(logs)[..^3],
            "two-messages" => [.. Frame(logs), .. Frame(logs)],
            "bad-flag" => [7, .. Frame(logs)[1..]],
            "not-gzip" => [1, .. Frame(logs)[1..]],
            "not-otlp" => Frame([0x0a, 0x7f]),
            "empty" => [],
            "too-large" => Frame(new byte[60_000]),
            _ => Frame(logs),
        };
        using var reply = await Call(test, what == "unknown-call" ? "/grpc.health.v1.Health/Check" : LogsExport, body,
            what == "no-key" ? "wrong" : TestReceiver.Key);
        Assert.Equal(HttpStatusCode.OK, reply.StatusCode);
        Assert.Equal(status, reply.Headers.GetValues("grpc-status").Single());
        Assert.NotEmpty(reply.Headers.GetValues("grpc-message").Single());
    }

    [Fact]
    public async Task A_client_is_told_when_to_come_back()
    {
        await using var test = await TestReceiver.StartAsync(
            o => o with { MaxBodyBytes = 50_000, MaxRequestBytes = 50_000, MaxBytesInFlight = 50_000 });
        using var reply = await Call(test, LogsExport, Frame(new byte[45_000]));
        Assert.Equal("14", reply.Headers.GetValues("grpc-status").Single());
        var details = reply.Headers.GetValues("grpc-status-details-bin").Single();
        var bytes = Convert.FromBase64String(details.PadRight((details.Length + 3) / 4 * 4, '='));
        Assert.True(bytes.AsSpan().IndexOf("type.googleapis.com/google.rpc.RetryInfo"u8) > 0);
    }

    private static async Task<HttpResponseMessage> Call(TestReceiver test, string path, byte[] body, string key = TestReceiver.Key)
    {
        using var client = new HttpClient { BaseAddress = test.Grpc };
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.Add("x-otlp-api-key", key);
        request.Headers.Add("grpc-encoding", "gzip");
        return await client.SendAsync(request);
    }

    private static byte[] Frame(byte[] message)
    {
        var framed = new byte[5 + message.Length];
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), message.Length);
        message.CopyTo(framed, 5);
        return framed;
    }
}
