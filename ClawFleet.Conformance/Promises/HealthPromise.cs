using ClawFleet.Conformance.Probing;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Promises;

/// <summary>Every member says how it is, in the same words.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class HealthPromise(FleetUnderTest fleet)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachMember]
    public async Task Health_answers_200_within_its_deadline(string member)
    {
        var address = await fleet.AddressAsync(member, Ct);
        await Eventually.HoldsAsync($"GET {address}health gives 200 and a JSON object", fleet.DeadlineOf(member), ct => HealthProbe.AskAsync(address, ct), Ct);
    }

    [Theory, EachMember]
    public async Task The_image_knows_its_own_health(string member)
    {
        // What the engine's HEALTHCHECK runs: no curl, no shell.
        var check = await fleet.RunAsync(member, ["/usr/local/bin/clawinit", "health"], Ct);
        Assert.True(check.ExitCode == 0, $"expected `clawinit health` to give 0; seen: {check.ExitCode} {check.Stderr}{check.Stdout}");
    }

    [Theory, EachContainer]
    public async Task The_engine_calls_it_healthy(string member)
        => await Eventually.HoldsAsync(
            "the engine's own health check says healthy", fleet.DeadlineOf(member),
            async ct => (await fleet.InspectAsync(member, ct)).Health is var health and not Engine.ContainerHealth.Healthy ? health.ToString() : null, Ct);
}
