using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using ClawFleet.Init.Tests.Support;

namespace ClawFleet.Init.Tests.Health;

public class HealthFrontTests(PublishedInit init)
{
    [Fact]
    public async Task Health_follows_the_runtimes_own_probe_and_readiness()
    {
        using var member = new Supervised(init);
        _ = await member.StartAsync();
        Assert.Equal((HttpStatusCode.ServiceUnavailable, $$"""{"status":"unhealthy","reason":"nothing answers on port {{member.UpstreamPort}}"}"""), await member.HealthAsync());

        using var upstream = new FakeUpstream(member.UpstreamPort).Answers("/api/health", 200, "{}").Answers("/api/webchat/v2/session", 503, "");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"unhealthy","reason":"the runtime is starting"}"""), await member.HealthAsync());

        upstream.Answers("/api/webchat/v2/session", 401, "");
        Assert.Equal((HttpStatusCode.OK, """{"status":"healthy"}"""), await member.HealthAsync());

        // Ready once is ready; alive is asked every time.
        upstream.Answers("/api/webchat/v2/session", 503, "");
        Assert.Equal(HttpStatusCode.OK, (await member.HealthAsync()).Status);
        upstream.Answers("/api/health", 500, "");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, """{"status":"unhealthy","reason":"/api/health answered 500"}"""), await member.HealthAsync());
    }

    [Fact]
    public async Task A_request_passes_through_untouched_but_asks_to_close()
    {
        using var member = new Supervised(init);
        using var upstream = new FakeUpstream(member.UpstreamPort).Answers("/v1/x?y=1", 201, "made");
        _ = await member.StartAsync();
        using var socket = await member.ConnectAsync();
        await FakeUpstream.SendAsync(socket, "GET /v1/x?y=1 HTTP/1.1\r\nHost: a\r\nX-Odd:  two  blanks \r\nConnection: keep-alive\r\nKeep-Alive: 5\r\n\r\nGET /health HTTP/1.1\r\n\r\n");
        Assert.Contains("made", await Supervised.ReadUntilAsync(socket, "made"), StringComparison.Ordinal);
        var head = Assert.Single(upstream.Heads, h => h.StartsWith("GET /v1/x", StringComparison.Ordinal));
        Assert.Equal("GET /v1/x?y=1 HTTP/1.1\r\nHost: a\r\nX-Odd:  two  blanks \r\nConnection: close", head);
    }

    [Fact]
    public async Task Large_bodies_pass_both_ways()
    {
        using var member = new Supervised(init);
        var sent = RandomNumberGenerator.GetBytes(8 * 1024 * 1024);
        using var upstream = new FakeUpstream(member.UpstreamPort).Handles("/echo", async (socket, _, rest) =>
        {
            var body = new MemoryStream();
            body.Write(rest);
            var buffer = new byte[65536];
            while (body.Length < sent.Length)
            {
                body.Write(buffer, 0, await socket.ReceiveAsync(buffer));
            }

            await FakeUpstream.SendAsync(socket, $"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\n\r\n");
            for (ReadOnlyMemory<byte> left = body.ToArray(); left.Length > 0;)
            {
                left = left[await socket.SendAsync(left)..];
            }
        });
        _ = await member.StartAsync();
        using var content = new ByteArrayContent(sent);
        using var answer = await member.Client.PostAsync(new Uri(member.Url("/echo")), content);
        Assert.Equal(SHA256.HashData(sent), SHA256.HashData(await answer.Content.ReadAsByteArrayAsync()));
    }

    [Fact]
    public async Task Server_sent_events_arrive_one_by_one()
    {
        using var member = new Supervised(init);
        var next = new SemaphoreSlim(0);
        using var upstream = new FakeUpstream(member.UpstreamPort).Handles("/events", async (socket, _, _) =>
        {
            await FakeUpstream.SendAsync(socket, "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n\r\ndata: one\n\n");
            await next.WaitAsync();
            await FakeUpstream.SendAsync(socket, "data: two\n\n");
        });
        _ = await member.StartAsync();
        using var reader = new StreamReader(await member.Client.GetStreamAsync(new Uri(member.Url("/events"))));
        Assert.Equal("data: one", await reader.ReadLineAsync());
        next.Release();
        Assert.Equal("", await reader.ReadLineAsync());
        Assert.Equal("data: two", await reader.ReadLineAsync());
    }

    [Fact]
    public async Task A_websocket_stays_open_both_ways()
    {
        using var member = new Supervised(init);
        using var upstream = new FakeUpstream(member.UpstreamPort).Handles("/ws", async (socket, head, _) =>
        {
            await FakeUpstream.SendAsync(socket, $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nX-Saw: {head.Contains("Connection: Upgrade", StringComparison.Ordinal)}\r\n\r\n");
            var buffer = new byte[100];
            for (int count; (count = await socket.ReceiveAsync(buffer)) > 0;)
            {
                await FakeUpstream.SendAsync(socket, $"<{Encoding.UTF8.GetString(buffer, 0, count)}>");
            }
        });
        _ = await member.StartAsync();
        using var socket = await member.ConnectAsync();
        await FakeUpstream.SendAsync(socket, "GET /ws HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n");
        Assert.Contains("X-Saw: True", await Supervised.ReadUntilAsync(socket, "\r\n\r\n"), StringComparison.Ordinal);
        foreach (var word in new[] { "one", "two" })
        {
            await FakeUpstream.SendAsync(socket, word);
            Assert.Equal($"<{word}>", await Supervised.ReadUntilAsync(socket, ">"));
        }
    }

    [Fact]
    public async Task Slow_clients_do_not_keep_health_from_answering()
    {
        using var member = new Supervised(init);
        using var upstream = new FakeUpstream(member.UpstreamPort).Answers("/api/health", 200, "{}").Answers("/api/webchat/v2/session", 401, "");
        _ = await member.StartAsync();
        var slow = new List<Socket>();
        for (var i = 0; i < 1500; i++)
        {
            slow.Add(await member.ConnectAsync());
        }

        await FakeUpstream.SendAsync(slow[^1], "GET /slo");
        Assert.Equal(HttpStatusCode.OK, (await member.HealthAsync()).Status);
        slow.ForEach(s => s.Dispose());
    }

    [Theory]
    [InlineData("GET /x HTTP/1.1\r\nX: {long}\r\n\r\n", "431")]
    [InlineData("nonsense\r\n\r\n", "400")]
    [InlineData("GET /x HTTP/1.1\r\nHost: a\r\n\r\n", "503")]
    public async Task What_cannot_be_passed_is_answered(string request, string status)
    {
        using var member = new Supervised(init);
        _ = await member.StartAsync();
        using var socket = await member.ConnectAsync();
        await FakeUpstream.SendAsync(socket, request.Replace("{long}", new string('x', 40_000), StringComparison.Ordinal));
        Assert.StartsWith($"HTTP/1.1 {status} ", await Supervised.ReadUntilAsync(socket, "\r\n"), StringComparison.Ordinal);
    }
}
