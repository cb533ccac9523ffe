using ClawFleet.Init.Tests.Support;

namespace ClawFleet.Init.Tests.Health;

public class HealthCommandTests(PublishedInit init)
{
    [Theory]
    [InlineData(200, """{"ok":true,"status":"live"}""", 0, "healthy\n")]
    [InlineData(200, "<html>any page</html>", 1, "unhealthy: /health answered something else than JSON\n")]
    [InlineData(503, """{"status":"unhealthy","reason":"the runtime is starting"}""", 1, "unhealthy: /health answered 503: the runtime is starting\n")]
    [InlineData(404, "", 1, "unhealthy: /health answered 404\n")]
    public async Task The_body_counts_and_not_the_code_alone(int status, string body, int code, string line)
    {
        var port = Sandbox.FreePort();
        using var upstream = new FakeUpstream(port).Answers("/health", status, body);
        using var box = new Sandbox(init, "openclaw").With("CLAWFLEET_PORT", $"{port}");
        var run = await box.RunAsync("health");
        Assert.Equal(line, run.Output);
        Assert.Equal(code, run.Code);
    }

    [Fact]
    public async Task A_chunked_answer_is_understood()
    {
        var port = Sandbox.FreePort();
        using var upstream = new FakeUpstream(port).Handles("/health", async (s, _, _) =>
            await FakeUpstream.SendAsync(s, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{\"ok\"\r\n6\r\n:true}\r\n0\r\n\r\n"));
        using var box = new Sandbox(init, "openclaw").With("CLAWFLEET_PORT", $"{port}");
        Assert.Equal("healthy\n", (await box.RunAsync("health")).Output);
    }

    [Fact]
    public async Task A_closed_port_is_said()
    {
        var port = Sandbox.FreePort();
        using var box = new Sandbox(init, "openclaw").With("CLAWFLEET_PORT", $"{port}");
        var run = await box.RunAsync("health");
        Assert.Equal(1, run.Code);
        Assert.Equal($"unhealthy: nothing answers on port {port}\n", run.Output);
    }

    [Fact]
    public async Task A_runtime_that_hangs_is_unhealthy_after_four_seconds()
    {
        var port = Sandbox.FreePort();
        var release = new TaskCompletionSource();
        using var upstream = new FakeUpstream(port).Handles("/health", (_, _, _) => release.Task);
        using var box = new Sandbox(init, "openclaw").With("CLAWFLEET_PORT", $"{port}");
        var run = await box.RunAsync("health");
        release.SetResult();
        Assert.Equal($"unhealthy: no answer on port {port} within 4 s\n", run.Output);
        Assert.Equal(1, run.Code);
    }
}
