using System.Net;
using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Tests.Support;
using ClawFleet.Engine;

namespace ClawFleet.Dashboard.Tests;

/// <summary>What the fleet's file says beside what runs, and making it so from the page.</summary>
public sealed class ChangesTests : IAsyncLifetime
{
    private const string One = "runtimes:\n  - name: one\n    runtime: zeroclaw\n    ports: auto\n";
    private const string Two = "  - name: two\n    runtime: zeroclaw\n    ports: auto\n";

    private OpenPage open = null!;

    public async ValueTask InitializeAsync()
    {
        open = await OpenPage.StartAsync();
        await open.UpAsync(One);
    }

    public ValueTask DisposeAsync() => open.DisposeAsync();

    [Fact]
    public async Task A_fleet_that_is_as_its_file_says_shows_no_difference()
    {
        var changes = await ChangesAsync("same");
        Assert.Empty(changes["changes"]!.AsArray());
        Assert.Contains("as clawden.yaml says", await open.HtmlAsync(""), StringComparison.Ordinal);

        // Stopping a member changes no file.
        using var stopped = await PostAsync("api/members/one/stop");
        Assert.Equal(HttpStatusCode.OK, stopped.StatusCode);
        await ChangesAsync("same");
    }

    [Fact]
    public async Task What_the_file_changes_is_shown_first_and_then_made()
    {
        open.Write(One.Replace("auto", "auto\n    env: {A: b}", StringComparison.Ordinal) + Two);
        var changes = await ChangesAsync("differs");
        Assert.Equal(
            ["create crew-two (not there)", "create volume crew-two-state (not there)", "create volume crew-two-workspace (not there)", "replace crew-one (environment A added)"],
            changes["changes"]!.AsArray().Select(c => $"{c!["verb"]} {c["target"]} ({c["cause"]})").Order(StringComparer.Ordinal));
        var html = await open.HtmlAsync("");
        Assert.Contains("clawden.yaml differs from what runs", html, StringComparison.Ordinal);
        Assert.Contains("~ replace crew-one", html, StringComparison.Ordinal);
        var before = open.Engine["crew-one"].Id;

        using var done = await PostAsync($"api/changes/apply?version={changes["version"]}");
        Assert.Equal((HttpStatusCode.OK, """{"member":null,"done":"applied"}"""), (done.StatusCode, await done.Content.ReadAsStringAsync(OpenPage.Token)));
        Assert.NotEqual(before, open.Engine["crew-one"].Id);
        Assert.Equal(["crew-one", "crew-two"], open.Engine.Names);
        var after = await ChangesAsync("same");
        Assert.Contains(after["last"]!["lines"]!.AsArray(), l => ((string)l!).Contains("create crew-two", StringComparison.Ordinal));
        Assert.Null(after["last"]!["failure"]);
    }

    [Fact]
    public async Task One_member_is_added_or_taken_away_alone()
    {
        open.Write(One.Replace("auto", "auto\n    env: {A: b}", StringComparison.Ordinal) + Two);
        var one = open.Engine["crew-one"].Id;
        using var added = await PostAsync("api/changes/apply?member=two");
        Assert.Equal(HttpStatusCode.OK, added.StatusCode);
        Assert.Equal(["crew-one", "crew-two"], open.Engine.Names);
        Assert.Equal(one, open.Engine["crew-one"].Id);
        Assert.Equal(["one"], (await ChangesAsync("differs"))["changes"]!.AsArray().Select(c => (string?)c!["member"]).Distinct());

        open.Write(Two.Replace("  - name: two", "runtimes:\n  - name: two", StringComparison.Ordinal));
        using var taken = await PostAsync("api/changes/apply?member=one");
        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal(["crew-two"], open.Engine.Names);
        await ChangesAsync("same");
    }

    [Fact]
    public async Task Other_changes_than_those_that_were_seen_are_not_made()
    {
        open.Write(One + Two);
        var seen = (await ChangesAsync("differs"))["version"];
        open.Write(One.Replace("one", "three", StringComparison.Ordinal) + Two);
        using var refused = await PostAsync($"api/changes/apply?version={seen}");
        await RefusedAsync(refused, "has changed since these changes were shown");
        using var nothing = await PostAsync("api/changes/apply?member=nobody");
        await RefusedAsync(nothing, "Nothing of 'nobody' differs");
        Assert.Equal(["crew-one"], open.Engine.Names);
    }

    [Fact]
    public async Task A_file_with_faults_is_told_with_place_and_remedy_and_changes_nothing()
    {
        open.Write(One + "    enviroment: {A: b}\n");
        var changes = await ChangesAsync("faulty");
        var fault = changes["faults"]!.AsArray().Single()!;
        Assert.Equal(("error", 7, 5), ((string?)fault["severity"], (int?)fault["line"], (int?)fault["column"]));
        var html = WebUtility.HtmlDecode(await open.HtmlAsync(""));
        Assert.Contains("clawden.yaml cannot be taken as it is", html, StringComparison.Ordinal);
        Assert.Contains("clawden.yaml:7:5: error CF", html, StringComparison.Ordinal);
        Assert.Contains("fix: ", html, StringComparison.Ordinal);
        using var refused = await PostAsync("api/changes/apply");
        await RefusedAsync(refused, "has faults");
    }

    [Fact]
    public async Task A_variable_that_the_last_up_did_not_have_is_told_with_its_remedy()
    {
        open.Write(One + "    env: {A: $NOT_SET_ANYWHERE_AT_ALL}\n");
        Assert.Contains("NOT_SET_ANYWHERE_AT_ALL", (await ChangesAsync("faulty")).ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("with the variables that the last <code>clawden up</code> had", await open.HtmlAsync(""), StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(open.File)!, ".env"), "NOT_SET_ANYWHERE_AT_ALL=here\n", OpenPage.Token);
        await ChangesAsync("differs");
    }

    [Fact]
    public async Task A_member_that_does_not_come_up_is_told()
    {
        open.Write(One + Two);
        open.Engine.Before = (verb, target) =>
        {
            if (verb == "create" && target == "crew-two")
                throw new EngineException(EngineErrorKind.EngineFault, "no room");
        };
        using var failed = await PostAsync("api/changes/apply");
        await RefusedAsync(failed, "no room");
        Assert.Contains("no room", (string?)(await ChangesAsync("differs"))["last"]!["failure"], StringComparison.Ordinal);
        Assert.Contains("Made, not all of it", await open.HtmlAsync(""), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_site_and_a_page_that_only_shows_change_nothing()
    {
        open.Write(One + Two);
        using var foreign = await open.PostAsync(open.Browser, "api/changes/apply", "http://elsewhere.example");
        Assert.Equal(HttpStatusCode.Forbidden, foreign.StatusCode);
        Assert.Equal(["crew-one"], open.Engine.Names);
    }

    [Fact]
    public async Task A_file_that_is_gone_is_no_difference()
    {
        File.Delete(open.File);
        Assert.Equal(open.File, (string?)(await ChangesAsync("no-file"))["file"]);
        using var refused = await PostAsync("api/changes/apply");
        await RefusedAsync(refused, "is not there any more");
    }

    private Task<HttpResponseMessage> PostAsync(string path) => open.PostAsync(open.Stranger, path, null, open.Secret);

    /// <summary>The engine is asked once a second at most, so what is new may be seen a moment later.</summary>
    private async Task<JsonNode> ChangesAsync(string state)
    {
        var until = DateTime.UtcNow + TimeSpan.FromSeconds(20);
        while (true)
        {
            var changes = await open.JsonAsync("api/changes");
            if ((string?)changes["state"] == state && (changes["last"] is null || changes["last"]!["ended"] is not null))
            {
                var document = await open.JsonAsync("api/openapi.json");
                Assert.Empty(new SchemaCheck(document).Faults(document["components"]!["schemas"]!["Changes"]!, changes));
                return changes;
            }
            Assert.True(DateTime.UtcNow < until, $"expected {state}: {changes}");
            await Task.Delay(50, OpenPage.Token);
        }
    }

    private static async Task RefusedAsync(HttpResponseMessage answer, string why)
    {
        Assert.Equal(HttpStatusCode.Conflict, answer.StatusCode);
        Assert.Contains(why, (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync(OpenPage.Token))!["error"], StringComparison.Ordinal);
    }
}
