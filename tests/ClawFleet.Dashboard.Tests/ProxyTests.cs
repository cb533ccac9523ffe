using System.Net;
using ClawFleet.Dashboard.Tests.Support;
using ClawFleet.Engine;

namespace ClawFleet.Dashboard.Tests;

public sealed class ProxyTests
{
    private const string Name = "fleet.example";
    private static readonly DashboardOptions behind = new() { BasePath = "/_fleet", TrustedProxies = [IPAddress.Loopback] };

    [Theory]
    [InlineData(null, false)]
    [InlineData(null, true)]
    [InlineData("/_fleet", false)]
    public async Task Behind_a_trusted_proxy_the_page_is_let_into_shown_and_used_by_its_public_name(string? strip, bool keepHost)
    {
        await using var open = await OpenPage.StartAsync(behind);
        await using var proxy = await SmallProxy.StartAsync(open.Page.Address, "https", strip, keepHost);
        using var login = await SendAsync(open, proxy, HttpMethod.Get, "/_fleet/login?t=" + open.Secret);
        Assert.Equal((HttpStatusCode.SeeOther, "/_fleet/"), (login.StatusCode, login.Headers.Location!.OriginalString));
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"));
        Assert.Contains("path=/_fleet;", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        cookie = cookie.Split(';')[0];

        using var page = await SendAsync(open, proxy, HttpMethod.Get, "/_fleet/", cookie);
        var html = await page.Content.ReadAsStringAsync(OpenPage.Token);
        Assert.Contains("href=\"/_fleet/app.css\"", html, StringComparison.Ordinal);
        Assert.DoesNotContain("127.0.0.1:" + open.Page.Address.Port, html, StringComparison.Ordinal);
        using var style = await SendAsync(open, proxy, HttpMethod.Get, "/_fleet/app.css");
        Assert.Equal("text/css", style.Content.Headers.ContentType!.MediaType);

        foreach (var foreign in (string[])["https://elsewhere.example", "http://" + Name, "https://" + Name + ":8443", "null"])
        {
            using var refused = await SendAsync(open, proxy, HttpMethod.Post, "/_fleet/api/members/one/stop", cookie, foreign);
            Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        }
        using var done = await SendAsync(open, proxy, HttpMethod.Post, "/_fleet/api/members/one/stop", cookie, "https://" + Name);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
        Assert.Equal(ContainerState.Exited, open.Engine["crew-one"].State);
    }

    [Fact]
    public async Task Over_plain_http_the_cookie_is_not_kept_for_https_alone()
    {
        await using var open = await OpenPage.StartAsync(behind);
        await using var proxy = await SmallProxy.StartAsync(open.Page.Address, "http");
        using var login = await SendAsync(open, proxy, HttpMethod.Get, "/_fleet/login?t=" + open.Secret);
        Assert.DoesNotContain("; secure", Assert.Single(login.Headers.GetValues("Set-Cookie")), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_a_proxy_says_that_is_not_trusted_counts_for_nothing()
    {
        await using var open = await OpenPage.StartAsync(new DashboardOptions { BasePath = "/_fleet" });
        await using var keeping = await SmallProxy.StartAsync(open.Page.Address, "https", keepHost: true);
        using var named = await SendAsync(open, keeping, HttpMethod.Get, "/_fleet/");
        Assert.Equal(HttpStatusCode.MisdirectedRequest, named.StatusCode);
        Assert.Contains("--trusted-proxy 127.0.0.1", await named.Content.ReadAsStringAsync(OpenPage.Token), StringComparison.Ordinal);

        await using var proxy = await SmallProxy.StartAsync(open.Page.Address, "https", "/_fleet");
        using var stripped = await SendAsync(open, proxy, HttpMethod.Get, "/_fleet/");
        Assert.Equal(HttpStatusCode.NotFound, stripped.StatusCode);
        await using var whole = await SmallProxy.StartAsync(open.Page.Address, "https");
        using var login = await SendAsync(open, whole, HttpMethod.Get, "/_fleet/login?t=" + open.Secret);
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie"));
        Assert.DoesNotContain("; secure", cookie, StringComparison.OrdinalIgnoreCase);
        using var refused = await SendAsync(open, whole, HttpMethod.Post, "/_fleet/api/members/one/stop", cookie.Split(';')[0], "https://" + Name);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task What_a_client_wrote_before_the_proxy_did_is_not_believed()
    {
        await using var open = await OpenPage.StartAsync(behind);
        await using var proxy = await SmallProxy.StartAsync(open.Page.Address, "https");
        using var login = await SendAsync(open, proxy, HttpMethod.Get, "/_fleet/login?t=" + open.Secret);
        var cookie = Assert.Single(login.Headers.GetValues("Set-Cookie")).Split(';')[0];
        using var refused = await SendAsync(open, proxy, HttpMethod.Post, "/_fleet/api/members/one/stop", cookie, "https://elsewhere.example", claimed: "elsewhere.example");
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task A_foreign_name_without_a_proxy_is_refused_even_where_one_is_trusted()
    {
        await using var open = await OpenPage.StartAsync(behind);
        using var request = new HttpRequestMessage(HttpMethod.Get, "");
        request.Headers.Host = "elsewhere.example";
        using var answer = await open.Stranger.SendAsync(request, OpenPage.Token);
        Assert.Equal(HttpStatusCode.MisdirectedRequest, answer.StatusCode);
    }

    [Fact]
    public void A_proxy_that_cannot_reach_the_page_is_refused() =>
        Assert.Contains("10.0.0.1", Assert.Throws<ArgumentException>(() => new DashboardOptions { TrustedProxies = [IPAddress.Parse("10.0.0.1")] }.Check()).Message, StringComparison.Ordinal);

    private static async Task<HttpResponseMessage> SendAsync(OpenPage open, SmallProxy proxy, HttpMethod method, string path, string? cookie = null, string? origin = null, string? claimed = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(proxy.Address, path));
        request.Headers.Host = Name;
        if (cookie is not null)
            request.Headers.Add("Cookie", cookie);
        if (origin is not null)
            request.Headers.Add("Origin", origin);
        if (claimed is not null)
            request.Headers.Add("X-Forwarded-Host", claimed);
        return await open.Stranger.SendAsync(request, OpenPage.Token);
    }
}
