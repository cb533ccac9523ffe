namespace ClawFleet.Engine.Tests.Http;

public sealed class EventQueryTests
{
    private static readonly string events = FakeEngine.Chunk("""{"Type":"container","Action":"exec_start: sh -c secret","Actor":{"ID":"a","Attributes":{"name":"web"}}}""" + "\n")
        + FakeEngine.Chunk("""{"Type":"container","Action":"health_status: healthy","Actor":{"ID":"a","Attributes":{"name":"web"}}}""" + "\n");

    [Fact]
    public async Task Docker_is_asked_for_containers_lives_alone() => Assert.Contains(
        """{"label":["fleet=crew"],"type":["container"],"event":["create","start","die",""", Uri.UnescapeDataString(await AskAsync("Api-Version: 1.41\r\n")), StringComparison.Ordinal);

    [Fact]
    public async Task Podman_has_other_words_and_is_asked_for_all() =>
        Assert.Contains("""{"label":["fleet=crew"],"type":["container"]}""", Uri.UnescapeDataString(await AskAsync("Api-Version: 1.41\r\nLibpod-Api-Version: 4.3.1\r\n")), StringComparison.Ordinal);

    private static async Task<string> AskAsync(string ping)
    {
        await using var fake = new FakeEngine((_, connection, _) => FakeEngine.SendAsync(connection, FakeEngine.Chunked + events), ping);
        var seen = new List<string>();
        await Assert.ThrowsAsync<EngineException>(async () =>
        {
            await foreach (var happened in fake.Engine.WatchEventsAsync("fleet=crew", null, default))
                seen.Add($"{happened.Action} {happened.Detail}");
        });
        Assert.Equal(["health_status healthy"], seen);
        return fake.Requests.Single(r => r.Contains("/events", StringComparison.Ordinal));
    }
}
