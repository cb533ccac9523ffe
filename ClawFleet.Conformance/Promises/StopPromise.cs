using System.Diagnostics;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;
using ClawFleet.Engine;

namespace ClawFleet.Conformance.Promises;

/// <summary>Being asked is enough: nothing has to be killed.</summary>
[Collection(CollectionsByName.Disturbed)]
public sealed class StopPromise(FleetUnderTest fleet)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachContainer]
    public async Task SIGTERM_ends_it_within_its_grace(string member)
    {
        await fleet.BecomesHealthyAsync(member, Ct);
        var name = fleet.Get(member).ContainerName;
        var grace = fleet.GraceOf(member);
        try
        {
            var clock = Stopwatch.StartNew();
            // The engine sends SIGKILL only when this longer time is over, so the exit code tells who ended it.
            await fleet.Engine.StopContainerAsync(name, grace + TimeSpan.FromSeconds(10), Ct);
            var took = clock.Elapsed;
            var container = await fleet.Engine.InspectContainerAsync(name, Ct);
            Assert.True(container.State == ContainerState.Exited, $"expected {member} to be stopped; seen: {container.State}");
            Assert.True(container.ExitCode != 137, $"expected {member} to end on SIGTERM; it was killed (137) after {took.TotalSeconds:0.0} s");
            Assert.True(took <= grace + TimeSpan.FromSeconds(1), $"expected {member} to end within its grace of {grace.TotalSeconds} s; it took {took.TotalSeconds:0.0} s");
        }
        finally
        {
            await fleet.Engine.StartContainerAsync(name, CancellationToken.None);
            await fleet.BecomesHealthyAsync(member, CancellationToken.None);
        }
    }
}
