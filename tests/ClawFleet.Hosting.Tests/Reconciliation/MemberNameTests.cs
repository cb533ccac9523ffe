using ClawFleet.Hosting.Reconciliation;
using ClawFleet.Hosting.Tests.Support;

namespace ClawFleet.Hosting.Tests.Reconciliation;

public sealed class MemberNameTests
{
    [Theory]
    [InlineData("claw", "claw")] // A member of that name, not the one whose name only begins with it.
    [InlineData("mate", "mate-1 mate-2")]
    [InlineData("iron-db", "iron-db")]
    [InlineData("nobody", "nobody")]
    public void A_name_stands_for_a_member_or_for_all_its_replicas(string asked, string names)
    {
        var observed = Plans.Observed(Plans.Fleet(
            Plans.Member("claw", 1), Plans.Member("claw-2", 2), Plans.Member("mate-1", 3), Plans.Member("mate-2", 4), Plans.Member("iron", 5, withDatabase: true)));
        Assert.Equal(names.Split(' '), Teardown.Expand(observed.Containers, [asked]));
    }

    [Fact]
    public void A_sidecar_can_be_asked_for_alone()
    {
        var observed = Plans.Observed(Plans.Fleet(Plans.Member("iron", 5, withDatabase: true)));
        Assert.Equal(["crew-iron-db"], Teardown.Stop(observed, ["iron-db"]).Operations.Select(o => o.Target));
    }
}
