using System.Net;
using ClawFleet.Dashboard.Tests.Support;
using ClawFleet.Engine;

namespace ClawFleet.Dashboard.Tests;

public sealed class CommandTests
{
    [Fact]
    public async Task A_member_is_stopped_from_the_page_itself()
    {
        await using var open = await OpenPage.StartAsync();
        using var answer = await open.PostAsync(open.Browser, "api/members/one/stop", open.Page.Address.GetLeftPart(UriPartial.Authority));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(ContainerState.Exited, open.Engine["crew-one"].State);
    }

    [Fact]
    public async Task A_form_works_without_scripts_because_it_carries_a_token()
    {
        await using var open = await OpenPage.StartAsync();
        var html = await open.HtmlAsync("");
        var token = html.Split("name=\"form\" value=\"")[1].Split('"')[0];
        using var form = new FormUrlEncodedContent([new("form", token)]);
        using var answer = await open.Browser.PostAsync("api/members/one/stop", form, OpenPage.Token);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        using var wrong = new FormUrlEncodedContent([new("form", token[1..] + "0")]);
        using var refused = await open.Browser.PostAsync("api/members/one/stop", wrong, OpenPage.Token);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
    }

    [Fact]
    public async Task A_member_is_replaced_and_one_that_cannot_be_made_again_is_told_and_stays()
    {
        await using var open = await OpenPage.StartAsync();
        using var refused = await open.PostAsync(open.Stranger, "api/members/one/replace", null, open.Secret);
        Assert.Equal(HttpStatusCode.Conflict, refused.StatusCode);
        Assert.Contains("one is not replaced and stays as it is", await refused.Content.ReadAsStringAsync(OpenPage.Token), StringComparison.Ordinal);
        Assert.Equal(ContainerState.Running, open.Engine["crew-one"].State);

        await open.UpAsync("runtimes:\n  - name: one\n    runtime: zeroclaw\n    ports: auto\n");
        var before = open.Engine["crew-one"].Id;
        using var done = await open.PostAsync(open.Stranger, "api/members/one/replace", null, open.Secret);
        Assert.Equal((HttpStatusCode.OK, """{"member":"one","done":"replaced"}"""), (done.StatusCode, await done.Content.ReadAsStringAsync(OpenPage.Token)));
        Assert.NotEqual(before, open.Engine["crew-one"].Id);
    }

    [Theory]
    [InlineData("http://elsewhere.example")]
    [InlineData("http://127.0.0.1:1")]
    [InlineData("null")]
    [InlineData(null)]
    public async Task What_another_site_asks_for_is_not_done(string? origin)
    {
        await using var open = await OpenPage.StartAsync();
        using var answer = await open.PostAsync(open.Browser, "api/members/one/stop", origin);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
        Assert.Equal(ContainerState.Running, open.Engine["crew-one"].State);
    }

    [Fact]
    public async Task A_script_with_the_token_needs_no_origin_and_one_without_is_refused()
    {
        await using var open = await OpenPage.StartAsync();
        using var refused = await open.PostAsync(open.Stranger, "api/members/one/stop", null);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        using var unknown = await open.PostAsync(open.Stranger, "api/members/nobody/stop", null, open.Secret);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        using var done = await open.PostAsync(open.Stranger, "api/members/one/stop", null, open.Secret);
        Assert.Equal(HttpStatusCode.OK, done.StatusCode);
    }

    [Fact]
    public async Task A_page_that_only_shows_has_no_buttons_and_does_nothing()
    {
        await using var open = await OpenPage.StartAsync(new DashboardOptions { AllowLifecycle = false });
        Assert.DoesNotContain("<form method=\"post\"", await open.HtmlAsync(""), StringComparison.Ordinal);
        using var answer = await open.PostAsync(open.Stranger, "api/members/one/stop", null, open.Secret);
        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }
}
