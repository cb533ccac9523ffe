using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Promises;

/// <summary>A member whose description changed gets a new container and keeps what is its own.</summary>
[Collection(CollectionsByName.Disturbed)]
public sealed class ReplacementPromise(FleetUnderTest fleet)
{
    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachMember]
    public async Task State_and_workspace_survive_a_replace_and_nobody_else_is_touched(string member)
    {
        var mark = $"mark-{Guid.NewGuid():N}";
        var before = await IdsAsync();
        var written = await fleet.ShellAsync(member, $"echo {mark} >/state/.conformance-mark && echo {mark} >/home/clawden/workspace/.conformance-mark", Ct);
        Assert.True(written.ExitCode == 0, $"expected to write to /state and the workspace; seen: {written.Stderr}");

        NotChecked.Unless(await fleet.Choice.ChangeMemberAsync(member, Ct), "this fleet's file is not the suite's to change");

        var after = await IdsAsync();
        Assert.True(after[member] != before[member], $"expected a new container for {member}; seen: the old one, {before[member][..12]}");
        var touched = after.Where(c => c.Key != member && c.Value != before[c.Key]).Select(c => c.Key).ToList();
        Assert.True(touched.Count == 0, $"expected no other container to be replaced; seen: {string.Join(", ", touched)}");
        await fleet.BecomesHealthyAsync(member, Ct);

        foreach (var place in new[] { "/state", "/home/clawden/workspace" })
        {
            var found = await fleet.ShellAsync(member, $"cat {place}/.conformance-mark; rm -f {place}/.conformance-mark", Ct);
            Assert.True(found.Stdout.Trim() == mark, $"expected the mark in {place} to survive; seen: {found.Stdout.Trim()}{found.Stderr.Trim()}");
        }
    }

    private async Task<Dictionary<string, string>> IdsAsync()
    {
        var ids = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var container in fleet.Containers)
        {
            ids[container.Name] = (await fleet.Engine.InspectContainerAsync(container.ContainerName, Ct)).Id;
        }

        return ids;
    }
}
