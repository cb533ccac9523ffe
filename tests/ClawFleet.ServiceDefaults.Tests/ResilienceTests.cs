using System.Net;
using System.Text;
using ClawFleet.ServiceDefaults.Resilience;

namespace ClawFleet.ServiceDefaults.Tests;

public sealed class ResilienceTests
{
    private static readonly ResilienceOptions quick = new() { FirstPause = TimeSpan.FromMilliseconds(1), AttemptTimeout = TimeSpan.FromSeconds(5), TotalTimeout = TimeSpan.FromSeconds(20) };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_fails_for_a_moment_is_asked_again(bool synchronously)
    {
        using var server = new ScriptedServer(HttpStatusCode.ServiceUnavailable, null, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(server, quick, HttpMethod.Get, synchronously));
        Assert.Equal(3, server.Bodies.Count);
    }

    [Fact]
    public async Task The_last_answer_counts_when_all_fail_and_what_is_no_failure_is_not_asked_again()
    {
        using var broken = new ScriptedServer([.. Enumerable.Repeat<HttpStatusCode?>(HttpStatusCode.BadGateway, 10)]);
        Assert.Equal(HttpStatusCode.BadGateway, await AskAsync(broken, quick, HttpMethod.Get));
        Assert.Equal(4, broken.Bodies.Count);

        using var strict = new ScriptedServer(HttpStatusCode.NotFound, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(strict, quick, HttpMethod.Get));
        Assert.Single(strict.Bodies);
    }

    [Fact]
    public async Task What_changes_something_is_sent_again_only_when_asked_for_and_with_its_content()
    {
        using var once = new ScriptedServer(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, await AskAsync(once, quick, HttpMethod.Post));

        using var twice = new ScriptedServer(HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(twice, quick with { RetryUnsafe = true }, HttpMethod.Post));
        Assert.Equal(["content", "content"], twice.Bodies);
    }

    [Fact]
    public async Task An_attempt_that_hangs_is_given_up_and_tried_again_until_the_time_for_all_is_over()
    {
        using var hanging = new ScriptedServer(HttpStatusCode.Continue, HttpStatusCode.OK);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(hanging, quick with { AttemptTimeout = TimeSpan.FromMilliseconds(50) }, HttpMethod.Get));

        using var always = new ScriptedServer([.. Enumerable.Repeat<HttpStatusCode?>(HttpStatusCode.Continue, 100)]);
        var error = await Assert.ThrowsAsync<HttpRequestException>(() =>
            AskAsync(always, quick with { AttemptTimeout = TimeSpan.FromMilliseconds(20), TotalTimeout = TimeSpan.FromMilliseconds(200), Retries = 1000 }, HttpMethod.Get));
        Assert.Equal("there.test did not answer in time", error.Message);
    }

    [Fact]
    public async Task Who_fails_too_often_is_left_alone_for_a_moment()
    {
        using var broken = new ScriptedServer([.. Enumerable.Repeat<HttpStatusCode?>(HttpStatusCode.InternalServerError, 100)]);
        var options = quick with { Retries = 0, LeastRequests = 4, Break = TimeSpan.FromMinutes(1) };
        using var client = new HttpMessageInvoker(new ResilienceHandler(options, broken));
        for (var i = 0; i < 4; i++)
        {
            (await client.SendAsync(Request(HttpMethod.Get), Token)).Dispose();
        }

        var error = await Assert.ThrowsAsync<HttpRequestException>(() => client.SendAsync(Request(HttpMethod.Get), Token));
        Assert.Equal("there.test is not asked for a moment, since it failed too often", error.Message);
        Assert.Equal(4, broken.Bodies.Count);
    }

    [Fact]
    public async Task A_caller_who_gives_up_is_heard_at_once()
    {
        using var hanging = new ScriptedServer(HttpStatusCode.Continue);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));
        using var client = new HttpMessageInvoker(new ResilienceHandler(quick, hanging));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.SendAsync(Request(HttpMethod.Get), stop.Token));
    }

    private static async Task<HttpStatusCode> AskAsync(ScriptedServer server, ResilienceOptions options, HttpMethod method, bool synchronously = false)
    {
        using var client = new HttpMessageInvoker(new ResilienceHandler(options, server));
        using var request = Request(method);
        using var answer = synchronously ? client.Send(request, Token) : await client.SendAsync(request, Token);
        return answer.StatusCode;
    }

    private static HttpRequestMessage Request(HttpMethod method) =>
        new(method, new Uri("http://there.test/")) { Content = method == HttpMethod.Post ? new StringContent("content", Encoding.UTF8) : null };
}
