using System.Net;
using ClawFleet.Dashboard.Tests.Support;
using ClawFleet.Engine;

namespace ClawFleet.Dashboard.Tests;

public sealed class AccessTests
{
    [Fact]
    public async Task The_login_link_gives_a_cookie_that_scripts_cannot_read_and_other_sites_cannot_send()
    {
        await using var open = await OpenPage.StartAsync();
        using var login = await open.Stranger.GetAsync(open.Page.LoginLink, OpenPage.Token);
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=strict", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=43200", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(open.Secret, cookie, StringComparison.Ordinal);
        Assert.Equal(64, open.Secret.Length);
        Assert.Contains("one", await open.HtmlAsync(""), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("logs")]
    [InlineData("traces")]
    [InlineData("metrics")]
    [InlineData("console")]
    [InlineData("nothing-here")]
    [InlineData("login")]
    [InlineData("login?t=wrong")]
    [InlineData("login?t=")]
    public async Task Without_the_token_every_page_says_what_to_do(string path)
    {
        await using var open = await OpenPage.StartAsync();
        using var answer = await open.Stranger.GetAsync(path, OpenPage.Token);
        Assert.Equal(HttpStatusCode.Unauthorized, answer.StatusCode);
        Assert.False(answer.Headers.Contains("Set-Cookie"));
        Assert.Contains("clawden dashboard", await answer.Content.ReadAsStringAsync(OpenPage.Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_supervises_processes_is_told_without_the_token_whether_it_lives_and_is_ready()
    {
        await using var open = await OpenPage.StartAsync();
        async Task<string> Ask(string path)
        {
            using var answer = await open.Stranger.GetAsync(path, OpenPage.Token);
            return $"{(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(OpenPage.Token)}";
        }
        Assert.Equal("200 healthy\n", await Ask("ready"));
        open.Engine.Before = (_, _) => throw new EngineException(EngineErrorKind.Unreachable, "Nobody there.");
        Assert.Equal("503 not healthy: engine\n", await Ask("ready"));
        Assert.Equal("200 healthy\n", await Ask("alive"));
    }

    [Fact]
    public async Task The_api_takes_the_token_as_a_bearer_and_no_other()
    {
        await using var open = await OpenPage.StartAsync();
        async Task<HttpStatusCode> With(string? header)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "api/fleet");
            if (header is not null)
                request.Headers.TryAddWithoutValidation("Authorization", header);
            using var answer = await open.Stranger.SendAsync(request, OpenPage.Token);
            return answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.OK, await With("Bearer " + open.Secret));
        Assert.Equal(HttpStatusCode.Unauthorized, await With("Bearer " + open.Secret[..63]));
        Assert.Equal(HttpStatusCode.Unauthorized, await With("Basic " + open.Secret));
        Assert.Equal(HttpStatusCode.Unauthorized, await With(null));
    }

    [Fact]
    public async Task A_cookie_that_was_changed_or_is_past_its_time_lets_nobody_in()
    {
        var clock = new LateClock();
        await using var open = await OpenPage.StartAsync(new DashboardOptions { Time = clock });
        using var login = await open.Stranger.GetAsync(open.Page.LoginLink, OpenPage.Token);
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie")).Split(';')[0];
        async Task<HttpStatusCode> With(string value)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "");
            request.Headers.Add("Cookie", value);
            using var answer = await open.Stranger.SendAsync(request, OpenPage.Token);
            return answer.StatusCode;
        }
        Assert.Equal(HttpStatusCode.OK, await With(cookie));
        var (name, value) = (cookie.Split('=')[0], cookie.Split('=')[1]);
        Assert.Equal(HttpStatusCode.Unauthorized, await With($"{name}=9{value}"));
        Assert.Equal(HttpStatusCode.Unauthorized, await With($"{name}=nonsense"));
        clock.Late = TimeSpan.FromHours(11.9);
        Assert.Equal(HttpStatusCode.OK, await With(cookie));
        clock.Late = TimeSpan.FromHours(12);
        Assert.Equal(HttpStatusCode.Unauthorized, await With(cookie));
    }

    [Theory]
    [InlineData("https://elsewhere.example/")]
    [InlineData("//elsewhere.example/")]
    [InlineData("/\\elsewhere.example/")]
    [InlineData("/\t/elsewhere.example")]
    [InlineData("javascript:alert(1)")]
    public async Task The_login_redirects_to_no_other_place_than_this_page(string to)
    {
        await using var open = await OpenPage.StartAsync();
        using var answer = await open.Stranger.GetAsync(open.Page.LoginLink + "&returnUrl=" + Uri.EscapeDataString(to), OpenPage.Token);
        Assert.Equal("/", answer.Headers.Location!.OriginalString);
    }

    [Fact]
    public async Task The_login_redirects_to_a_page_of_its_own()
    {
        await using var open = await OpenPage.StartAsync();
        using var answer = await open.Stranger.GetAsync(open.Page.LoginLink + "&returnUrl=%2Flogs%3Flevel%3D17", OpenPage.Token);
        Assert.Equal("/logs?level=17", answer.Headers.Location!.OriginalString);
    }

    [Theory]
    [InlineData("elsewhere.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.elsewhere.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("10.0.0.1", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("[::1]", HttpStatusCode.OK)]
    public async Task Only_names_of_this_machine_are_answered(string host, HttpStatusCode status)
    {
        await using var open = await OpenPage.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "api/fleet");
        request.Headers.Host = $"{host}:{open.Page.Address.Port}";
        request.Headers.Add("Authorization", "Bearer " + open.Secret);
        using var answer = await open.Stranger.SendAsync(request, OpenPage.Token);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Every_answer_forbids_scripts_from_elsewhere_framing_and_sniffing()
    {
        await using var open = await OpenPage.StartAsync();
        foreach (var path in new[] { "", "app.css", "api/fleet", "login", "nothing-here" })
        {
            using var answer = await open.Stranger.GetAsync(path, OpenPage.Token);
            var policy = Assert.Single(answer.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("default-src 'self'", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
            Assert.Equal("no-referrer", Assert.Single(answer.Headers.GetValues("Referrer-Policy")));
        }
        var html = await open.HtmlAsync("");
        Assert.DoesNotContain(" style=", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>", html, StringComparison.Ordinal);
    }
}
