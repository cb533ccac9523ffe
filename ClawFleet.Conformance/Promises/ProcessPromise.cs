using ClawFleet.Conformance.Probing;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Promises;

/// <summary>The first process does what a first process must.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class ProcessPromise(FleetUnderTest fleet)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachContainer]
    public async Task Zombies_are_reaped(string member)
    {
        // The inner shell ends at once, so its child belongs to process 1 when it ends a little later.
        var made = await fleet.ShellAsync(member, "/bin/sh -c 'sleep 0.3 & echo $!'", Ct);
        Assert.True(int.TryParse(made.Stdout.Trim(), out var orphan), $"expected the id of an orphan; seen: {made.Stdout} {made.Stderr}");

        await Eventually.HoldsAsync("the orphan is gone and no process is a zombie", TimeSpan.FromSeconds(10), async ct =>
        {
            var processes = await fleet.ProcessesAsync(member, ct);
            var left = processes.Where(p => p.Pid == orphan || p.State == 'Z').Select(p => $"{p} in state {p.State}").ToList();
            return left.Count == 0 ? null : string.Join(", ", left);
        }, Ct);
    }
}
