using System.Diagnostics;
using ClawFleet.Conformance.Probing;
using ClawFleet.Conformance.Reporting;
using ClawFleet.Conformance.Subject;
using ClawFleet.Engine;

namespace ClawFleet.Conformance.Promises;

/// <summary>What dies comes back.</summary>
[Collection(CollectionsByName.Disturbed)]
public sealed class RecoveryPromise(FleetUnderTest fleet)
{
    private static readonly TimeSpan Notice = TimeSpan.FromSeconds(5);

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, EachContainer]
    public async Task A_container_whose_first_process_is_killed_comes_back(string member)
    {
        await fleet.BecomesHealthyAsync(member, Ct);
        var before = await fleet.InspectAsync(member, Ct);
        await KillFirstProcessAsync(member, before);
        await ComesBackAsync(member, before);
    }

    [Theory, EachContainer]
    public async Task A_container_killed_through_the_engine_is_noticed_and_comes_back(string member)
    {
        NotChecked.Unless(fleet.Choice.IsSupervised, "an engine takes this kill for a stop on request: only a host that watches brings it back, and this run does not watch");
        await fleet.BecomesHealthyAsync(member, Ct);
        var before = await fleet.InspectAsync(member, Ct);
        await fleet.Engine.KillContainerAsync(before.Id, "SIGKILL", Ct);
        await ComesBackAsync(member, before);
    }

    private async Task ComesBackAsync(string member, ContainerDetails before)
    {
        await Eventually.HoldsAsync("a new first process", Notice, async ct =>
        {
            var now = await fleet.InspectAsync(member, ct);
            return now.State == ContainerState.Running && now.StartedAt > before.StartedAt ? null : $"{now.State}, started {now.StartedAt:HH:mm:ss}";
        }, Ct);
        await fleet.BecomesHealthyAsync(member, Ct);
    }

    /// <summary>From the host where this user may; else the runtime, from inside its container, on whose end the first process ends too.</summary>
    private async Task KillFirstProcessAsync(string member, ContainerDetails container)
    {
        if (fleet.EngineIsLocal && OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess && container.Pid > 0)
        {
            using var first = Process.GetProcessById(container.Pid);
            first.Kill();
            return;
        }

        var killed = await fleet.ShellAsync(member, "for p in $(cat /proc/1/task/1/children); do kill -9 $p; done", Ct);
        Assert.True(killed.ExitCode == 0, $"expected to kill the children of process 1; seen: {killed.Stderr}");
    }
}
