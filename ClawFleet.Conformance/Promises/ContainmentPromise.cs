using ClawFleet.Conformance.Probing;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;

namespace ClawFleet.Conformance.Promises;

/// <summary>Who the processes of a container are and what they may do, read from the kernel and not from what was asked for.</summary>
[Collection(CollectionsByName.AtRest)]
public sealed class ContainmentPromise(FleetUnderTest fleet)
{
    private const int PodmansOwnCapabilities = 11;

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachContainer]
    public async Task The_first_process_is_not_root(string member)
    {
        var first = (await fleet.ProcessesAsync(member, Ct)).SingleOrDefault(p => p.Pid == 1);
        Assert.True(first is not null, "process 1 was not found in /proc");
        AssertNotRoot(first);
    }

    [Theory, EachContainer]
    public async Task No_process_is_root(string member)
    {
        foreach (var process in await fleet.ProcessesAsync(member, Ct))
        {
            AssertNotRoot(process);
        }

        // The engine's own view, from outside the container.
        var top = await fleet.TopAsync(member, Ct);
        var user = top.Titles.ToList().FindIndex(t => t is "UID" or "USER");
        Assert.True(user >= 0, $"expected a column UID or USER in the engine's top; seen: {string.Join(' ', top.Titles)}");
        Assert.NotEmpty(top.Rows);
        Assert.All(top.Rows, row => Assert.False(row[user] is "root" or "0", $"expected no process of root; the engine's top shows: {string.Join(' ', row)}"));
    }

    [Theory, EachContainer]
    public async Task No_process_has_or_can_gain_a_capability(string member)
    {
        foreach (var process in await fleet.ProcessesAsync(member, Ct))
        {
            foreach (var set in new[] { "CapInh", "CapPrm", "CapEff", "CapBnd", "CapAmb" })
            {
                var mask = process.Capabilities.GetValueOrDefault(set, "missing");
                Assert.True(mask.All(c => c == '0'), $"expected {set} of {process} to be empty; seen: {mask}");
            }
        }
    }

    [Theory, EachContainer]
    public async Task No_process_can_gain_privileges(string member)
    {
        foreach (var process in await fleet.ProcessesAsync(member, Ct))
        {
            Assert.True(process.NoNewPrivileges == "1", $"expected NoNewPrivs 1 for {process}; seen: {process.NoNewPrivileges}");
        }
    }

    [Theory, EachContainer]
    public async Task System_calls_are_filtered(string member)
    {
        var info = await fleet.Engine.GetInfoAsync(Ct);
        foreach (var process in await fleet.ProcessesAsync(member, Ct))
        {
            NotChecked.When(process.Seccomp is null, $"the kernel under {info.Product} has no seccomp");
            Assert.True(process.Seccomp == "2", $"expected seccomp mode 2 (filter) for {process}; seen: {process.Seccomp}");
        }
    }

    [Theory, EachContainer]
    public async Task The_engine_was_told_no_more_than_it_had_to(string member)
    {
        var container = await fleet.InspectAsync(member, Ct);
        Assert.False(container.Privileged, "expected an unprivileged container");
        Assert.True(container.ReadOnlyRoot, "expected a read-only root");
        Assert.Empty(container.AddCapabilities);
        // Podman lists each capability that a container would else have; what is left inside is looked at by the tests above.
        Assert.True(container.DropCapabilities.Contains("ALL") || container.DropCapabilities.Count >= PodmansOwnCapabilities, $"expected all capabilities to be dropped; seen: {string.Join(", ", container.DropCapabilities)}");
        Assert.Contains(container.SecurityOptions, o => o.StartsWith("no-new-privileges", StringComparison.Ordinal) && !o.EndsWith("false", StringComparison.Ordinal));
        Assert.DoesNotContain(container.SecurityOptions, o => o.Contains("unconfined", StringComparison.Ordinal));
        Assert.DoesNotContain(container.Mounts, m => m.Source?.EndsWith("docker.sock", StringComparison.Ordinal) == true || m.Source?.EndsWith("podman.sock", StringComparison.Ordinal) == true);
    }

    private static void AssertNotRoot(ProcessStatus process)
    {
        Assert.True(!process.Uids.Split().Contains("0"), $"expected {process} to have no user id 0; seen (real, effective, saved, file system): {process.Uids}");
        Assert.True(!process.Gids.Split().Contains("0"), $"expected {process} to have no group id 0; seen: {process.Gids}");
    }
}
