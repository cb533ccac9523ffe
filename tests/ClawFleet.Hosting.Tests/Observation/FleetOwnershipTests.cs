using ClawFleet.Hosting.Observation;
using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Observation;

public sealed class FleetOwnershipTests
{
    private readonly FleetPlan _plan = Plans.Fleet(Plans.Member("one", 1001));

    [Fact]
    public void The_files_own_fleet_is_fine() => Assert.Empty(FleetOwnership.Check(_plan, Plans.Observed(_plan), _ => true));

    [Fact]
    public void A_fleet_of_that_name_from_another_file_is_refused()
    {
        var other = Plans.Observed(_plan with { Source = "/elsewhere/clawden.yaml" });
        var e = Assert.Throws<FleetConflictException>(() => FleetOwnership.Check(_plan, other, _ => true));
        Assert.Equal(
            "A fleet named 'crew' is already there from /elsewhere/clawden.yaml (1 container). Give this one another `name:` in /home/me/crew/clawden.yaml, "
            + "or remove the other with `clawden down --fleet crew`.", e.Message);
    }

    [Fact]
    public void It_is_taken_over_when_that_file_is_gone()
    {
        var other = Plans.Observed(_plan with { Source = "/elsewhere/clawden.yaml" });
        Assert.Equal("The fleet 'crew' was started from /elsewhere/clawden.yaml, which is no longer there; taking it over (1 container).", Assert.Single(FleetOwnership.Check(_plan, other, _ => false)));
    }

    [Fact]
    public void A_fleet_without_a_file_is_never_taken_for_gone() =>
        Assert.Throws<FleetConflictException>(() => FleetOwnership.Check(_plan, Plans.Observed(_plan with { Source = "<run>" }), _ => false));

    [Fact]
    public void A_file_that_changed_its_name_is_refused_with_the_way_out()
    {
        var renamed = new ObservedFleet { Fleet = "crew", FromSameSource = Plans.Observed(_plan with { Fleet = "gang" }).Containers };
        var e = Assert.Throws<FleetConflictException>(() => FleetOwnership.Check(_plan, renamed, _ => true));
        Assert.Contains("Run `clawden down --fleet gang` first (its volumes stay), or give the file its old name back.", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_fleet_that_docker_compose_runs_is_refused_with_the_way_out()
    {
        var e = Assert.Throws<FleetConflictException>(() => FleetOwnership.Check(_plan, new ObservedFleet { Fleet = "crew", IsPublished = true }, _ => true));
        Assert.Contains("`docker compose -p crew down` takes it away; its data stays for `clawden up`.", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Exited (137) 5 seconds ago", 137)]
    [InlineData("Restarting (1) 2 seconds ago", 1)]
    [InlineData("Up 3 minutes", null)]
    public void Exit_codes_are_read_from_the_engines_words(string words, int? code) =>
        Assert.Equal(code, (Plans.Observed(_plan).Containers[0] with { StatusText = words }).ExitCode);
}
