using System.Net.Sockets;
using System.Text;
using ClawFleet.Simulator.Tests.Processes;
using static ClawFleet.Simulator.Tests.ZeroClaw.ZeroClawFleetMember;

namespace ClawFleet.Simulator.Tests.Http;

public sealed class HttpServerBehaviour : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_hundred_requests_at_once_are_all_answered()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var http = await zeroclaw.ListeningAsync(Token);
        var answers = await Task.WhenAll(Enumerable.Range(0, 100).Select(i => http.PostJsonAsync("/webhook", $$"""{"message":"number {{i}}."}""")));

        Assert.All(answers, (answer, i) => Assert.EndsWith($"number {i}.", (string?)answer.Body!["response"], StringComparison.Ordinal));
    }

    [Fact]
    public async Task Two_requests_in_one_packet_are_answered_in_order_on_one_connection()
    {
        var answer = await AskAsync("GET /health HTTP/1.1\r\nHost: x\r\n\r\nGET /nowhere HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.StartsWith("HTTP/1.1 200 OK", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 404 Not Found", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chunked_body_is_read() => Assert.Contains("you said: hello", await AskAsync(
        $"POST /webhook HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {Token}\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n" +
        "b\r\n{\"message\":\r\n8;x=y\r\n\"hello\"}\r\n0\r\nTrailer: t\r\n\r\n"), StringComparison.Ordinal);

    [Fact]
    public async Task A_request_in_single_bytes_is_read()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var at = (await zeroclaw.ListeningAsync()).BaseAddress!;
        using var client = new TcpClient(at.Host, at.Port) { NoDelay = true };
        foreach (var b in "GET /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"u8.ToArray()) await client.GetStream().WriteAsync(new[] { b }, TestContext.Current.CancellationToken);

        Assert.StartsWith("HTTP/1.1 200 OK", await ReadAsync(client), StringComparison.Ordinal);
    }

    [Fact]
    public async Task HEAD_has_the_length_and_no_body()
    {
        var answer = await AskAsync("HEAD /health HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");

        Assert.Contains("Content-Length: ", answer, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_1_0_is_answered_and_closed() => Assert.Contains("Connection: close", await AskAsync("GET /health HTTP/1.0\r\n\r\n"), StringComparison.Ordinal);

    [Theory]
    [InlineData("NONSENSE\r\n\r\n", 400)]
    [InlineData("GET /health HTTP/1.1\r\nbad header\r\n\r\n", 400)]
    [InlineData("POST /webhook HTTP/1.1\r\nContent-Length: x\r\n\r\n", 400)]
    [InlineData("POST /webhook HTTP/1.1\r\nContent-Length: 70000\r\n\r\n", 413)]
    [InlineData("POST /webhook HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", 501)]
    [InlineData("POST /webhook HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", 400)]
    public async Task A_request_that_cannot_be_read_is_refused(string request, int status) =>
        Assert.StartsWith($"HTTP/1.1 {status} ", await AskAsync(request), StringComparison.Ordinal);

    [Fact]
    public async Task A_header_without_end_is_refused() =>
        Assert.StartsWith("HTTP/1.1 431 ", await AskAsync("GET / HTTP/1.1\r\nX: " + new string('a', 40_000)), StringComparison.Ordinal);

    [Fact]
    public async Task A_client_that_says_nothing_does_not_hold_others_up()
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var http = await zeroclaw.ListeningAsync();
        var silent = Enumerable.Range(0, 50).Select(_ => new TcpClient(http.BaseAddress!.Host, http.BaseAddress.Port)).ToList();

        Assert.Equal(200, (await http.GetJsonAsync("/health")).Status);
        silent.ForEach(client => client.Dispose());
        Assert.Equal(200, (await http.GetJsonAsync("/health")).Status);
    }

    private async Task<string> AskAsync(string request)
    {
        await using var zeroclaw = Daemon(_folder, Config);
        var at = (await zeroclaw.ListeningAsync()).BaseAddress!;
        using var client = new TcpClient(at.Host, at.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request), TestContext.Current.CancellationToken);
        return await ReadAsync(client);
    }

    private static async Task<string> ReadAsync(TcpClient client)
    {
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        return await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }
}
