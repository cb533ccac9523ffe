using ClawFleet.Hosting.Tests.Support;

namespace ClawFleet.Hosting.Tests.Execution;

public sealed class CompareTests : IDisposable
{
    private readonly FakeFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task Each_thing_is_named_once_with_what_becomes_of_it_and_nothing_is_done()
    {
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0), Plans.Member("two", 0), Plans.Member("three", 0)));
        _fleet.Engine.Calls.Clear();
        var next = Plans.Fleet(Plans.Member("one", 0), Plans.Member("two", 0, c => c with { Image = "other:2" }), Plans.Member("four", 0));
        var changes = await _fleet.Host.CompareAsync(next, [], _fleet, FakeFleet.Token);

        Assert.Equal(
            ["create crew-four", "create volume crew-four-state", "remove crew-three", "replace crew-two"],
            changes.Select(c => $"{c.Verb} {c.Target}").Order(StringComparer.Ordinal));
        Assert.Contains("image", changes.Single(c => c.Target == "crew-two").Cause, StringComparison.Ordinal);
        Assert.All(_fleet.Engine.Calls, call => Assert.StartsWith("list", call, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_member_whose_image_was_built_again_under_its_name_is_replaced()
    {
        var plan = Plans.Fleet(Plans.Member("one", 0, c => c with { Image = "me/agent:dev" }), Plans.Member("two", 0));
        await _fleet.UpAsync(plan);
        _fleet.Engine.ImageIds = reference => reference == "me/agent:dev" ? "sha256:2" : "1"; // Podman's way of writing the other one.

        var change = Assert.Single(await _fleet.Host.CompareAsync(plan, [], _fleet, FakeFleet.Token));
        Assert.Equal(("replace", "crew-one", "me/agent:dev is another image now"), (change.Verb, change.Target, change.Cause));

        await _fleet.UpAsync(plan);
        Assert.Empty(await _fleet.Host.CompareAsync(plan, [], _fleet, FakeFleet.Token));
    }

    [Fact]
    public async Task Of_a_fleet_that_is_as_the_plan_says_nothing_is_named()
    {
        var plan = Plans.Fleet(Plans.Member("one", 0, withDatabase: true));
        await _fleet.UpAsync(plan);
        Assert.Empty(await _fleet.Host.CompareAsync(plan, [], _fleet, FakeFleet.Token));
        await _fleet.Host.StopAsync("crew", [], _fleet, FakeFleet.Token);
        Assert.Equal(["start", "start"], (await _fleet.Host.CompareAsync(plan, [], _fleet, FakeFleet.Token)).Select(c => c.Verb));
    }
}
