using ClawFleet.Engine;
using ClawFleet.Hosting.Tests.Support;

namespace ClawFleet.Hosting.Tests.Execution;

/// <summary>Members that are made again without their fleet's file, and members that are taken away.</summary>
public sealed class ReplaceTests : IDisposable
{
    private readonly FakeFleet _fleet = new();

    public ReplaceTests() => _fleet.Secrets["TG_MAIN"] = "the-token-of-one";

    private string SecretFile => Path.Combine(_fleet.Options.SecretsRoot, "crew", "crew-one", "tg-main");

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task A_member_is_made_again_with_its_sidecar_its_secrets_and_its_state_and_nothing_else_is_touched()
    {
        var plan = Plans.Fleet(Plans.Member("one", 0, c => c with { Secrets = ["TG_MAIN"] }, withDatabase: true), Plans.Member("two", 0));
        await _fleet.UpTellingAsync(plan);
        var before = Ids();
        _fleet.Engine.Calls.Clear();

        var result = await _fleet.Host.ReplaceAsync("crew", ["one"], _fleet, FakeFleet.Token);
        Assert.True(result.Succeeded, result.Failure);
        Assert.Equal(("one", MemberState.Running), (result.Members.Single().Member, result.Members.Single().State));
        Assert.NotEqual(before["crew-one"], _fleet.Engine["crew-one"].Id);
        Assert.NotEqual(before["crew-one-db"], _fleet.Engine["crew-one-db"].Id);
        Assert.Equal(before["crew-two"], _fleet.Engine["crew-two"].Id);
        Assert.DoesNotContain(_fleet.Engine.Calls, c => c.Contains("volume ", StringComparison.Ordinal));
        Assert.Equal("the-token-of-one", await File.ReadAllTextAsync(SecretFile, FakeFleet.Token));
        // The database stops last and starts first.
        Assert.Equal(
            ["stop crew-one", "stop crew-one-db", "start crew-one-db", "start crew-one"],
            _fleet.Engine.Calls.Where(c => c.StartsWith("stop", StringComparison.Ordinal) || c.StartsWith("start", StringComparison.Ordinal)).Select(Named));

        // To an 'up' it is the container that it would have made itself.
        Assert.False((await _fleet.UpAsync(plan)).Changed);

        string Named(string call) => before.Aggregate(call, (text, id) => text.Replace(id.Value, id.Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_it_was_told_of_telemetry_it_is_told_again()
    {
        _fleet.Engine.NetworkRanges = [new NetworkRange("127.0.0.0/8", "127.0.0.1")];
        await _fleet.UpTellingAsync(Plans.Fleet(Plans.Member("one", 0)));
        var told = _fleet.Engine["crew-one"].Spec.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"];
        await _fleet.Host.ReplaceAsync("crew", [], _fleet, FakeFleet.Token);
        Assert.Equal(told, _fleet.Engine["crew-one"].Spec.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        Assert.True(File.Exists(Path.Combine(_fleet.Options.SecretsRoot, "crew", "crew-one", "otel-exporter-otlp-headers")));
    }

    [Fact]
    public async Task A_member_whose_secrets_are_gone_is_not_removed()
    {
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0, c => c with { Secrets = ["TG_MAIN"] }), Plans.Member("two", 0)));
        var before = Ids();
        File.Delete(SecretFile);

        var result = await _fleet.Host.ReplaceAsync("crew", [], _fleet, FakeFleet.Token);
        Assert.Contains("one is not replaced and stays as it is: the secrets of crew-one cannot be read", result.Failure, StringComparison.Ordinal);
        Assert.Contains("clawden up", result.Failure, StringComparison.Ordinal);
        Assert.Equal((before["crew-one"], ContainerState.Running), (_fleet.Engine["crew-one"].Id, _fleet.Engine["crew-one"].State));
        Assert.NotEqual(before["crew-two"], _fleet.Engine["crew-two"].Id);
    }

    [Fact]
    public async Task A_member_whose_image_was_removed_is_not_removed()
    {
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)));
        _fleet.Engine.ImagesGone.Add("clawfleet/tiny:1");
        var result = await _fleet.Host.ReplaceAsync("crew", ["one"], _fleet, FakeFleet.Token);
        Assert.Contains("the image clawfleet/tiny:1 of crew-one is not there any more; run `clawden up`", result.Failure, StringComparison.Ordinal);
        Assert.Equal(ContainerState.Running, _fleet.Engine["crew-one"].State);
    }

    [Fact]
    public async Task A_name_that_no_member_has_is_refused()
    {
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)));
        await Assert.ThrowsAsync<UnknownMemberException>(() => _fleet.Host.ReplaceAsync("crew", ["nobody"], _fleet, FakeFleet.Token));
        await Assert.ThrowsAsync<UnknownMemberException>(() => _fleet.Host.RemoveAsync("crew", ["nobody"], _fleet, FakeFleet.Token));
    }

    [Fact]
    public async Task A_member_that_is_taken_away_takes_its_own_network_along_and_leaves_its_state()
    {
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0, withDatabase: true), Plans.Member("two", 0)));
        var result = await _fleet.Host.RemoveAsync("crew", ["one"], _fleet, FakeFleet.Token);
        Assert.True(result.Succeeded, result.Failure);
        Assert.Equal(["crew-two"], _fleet.Engine.Names);
        var networks = await _fleet.Engine.ListNetworksAsync(null, FakeFleet.Token);
        Assert.Equal(["crew"], networks.Select(n => n.Name));
        Assert.Contains("crew-one-state", (await _fleet.Engine.ListVolumesAsync(null, FakeFleet.Token)).Select(v => v.Name));
    }

    private Dictionary<string, string> Ids() => _fleet.Engine.Names.ToDictionary(n => n, n => _fleet.Engine[n].Id, StringComparer.Ordinal);
}
