using System.Diagnostics;
using ClawFleet.Engine;
using ClawFleet.Hosting.Supervision;
using ClawFleet.Hosting.Tests.Support;

namespace ClawFleet.Hosting.Tests.Tracing;

public sealed class StepTests : IDisposable
{
    private readonly FakeFleet _fleet = new();

    public void Dispose() => _fleet.Dispose();

    [Fact]
    public async Task Each_operation_and_each_wait_is_a_step_below_its_verb_with_its_cause()
    {
        using var heard = new HeardSteps("traced-up");
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)) with { Fleet = "traced-up" });

        var up = Assert.Single(heard.Verbs);
        Assert.Equal(("up", null, ActivityStatusCode.Unset), (up.OperationName, up.Parent, up.Status));
        var created = Step(heard, up, a => a.GetTagItem("clawfleet.verb") is "create");
        Assert.Equal(("create crew-one", "not there", "one"), (created.OperationName, created.GetTagItem("clawfleet.cause"), created.GetTagItem("clawfleet.member")));
        Assert.Same(up, created.Parent);
        var waited = Step(heard, up, a => a.OperationName.StartsWith("wait healthy ", StringComparison.Ordinal));
        Assert.Same(up, waited.Parent);
        Assert.Contains(waited.Events, e => e.Name == "is healthy");
        Assert.All(["take the fleet's lock", "observe"], name => Assert.Same(up, Step(heard, up, a => a.OperationName == name).Parent));
    }

    [Fact]
    public async Task An_operation_that_fails_says_why_and_so_does_the_verb()
    {
        _fleet.Engine.Before = (verb, _) =>
        {
            if (verb == "create")
            {
                throw new EngineException(EngineErrorKind.Conflict, "The name is in use.");
            }
        };
        using var heard = new HeardSteps("traced-failure");
        await _fleet.UpAsync(Plans.Fleet(Plans.Member("one", 0)) with { Fleet = "traced-failure" });

        var up = Assert.Single(heard.Verbs);
        Assert.Equal((ActivityStatusCode.Error, "not running: one"), (up.Status, up.StatusDescription));
        var created = Step(heard, up, a => a.GetTagItem("clawfleet.verb") is "create");
        Assert.Equal(ActivityStatusCode.Error, created.Status);
        Assert.Contains("The name is in use", created.StatusDescription, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_verb_is_one_with_that_of_the_command_and_another_verb_is_not()
    {
        using var heard = new HeardSteps("traced-command");
        var plan = Plans.Fleet(Plans.Member("one", 0)) with { Fleet = "traced-command" };
        using (var command = FleetActivities.Begin("up"))
        {
            Assert.NotNull(command);
            await _fleet.UpAsync(plan);
        }

        await _fleet.Host.StopAsync("traced-command", [], _fleet, FakeFleet.Token);
        await _fleet.Host.RestartAsync("traced-command", [], _fleet, FakeFleet.Token);
        await _fleet.Host.DownAsync("traced-command", volumes: false, _fleet, FakeFleet.Token);

        Assert.Equal(["up", "stop", "restart", "down"], heard.Verbs.Select(v => v.OperationName));
        Assert.All(heard.Verbs, verb => Assert.NotEmpty(heard.Below(verb)));
        Assert.Equal(4, heard.Verbs.Select(v => v.TraceId).Distinct().Count());
    }

    [Fact]
    public async Task A_member_that_the_supervisor_brings_back_has_a_trace_of_its_own()
    {
        using var heard = new HeardSteps("traced-recovery");
        var plan = Plans.Fleet(Plans.Member("one", 0)) with { Fleet = "traced-recovery" };
        await _fleet.UpAsync(plan);
        using var stop = new CancellationTokenSource();
        var options = SupervisionOptions.Default with { ProbeInterval = TimeSpan.FromMilliseconds(5), FirstBackOff = TimeSpan.FromMilliseconds(5) };
        var watching = _fleet.SuperviseAsync(plan, options, stop.Token);
        await _fleet.UntilAsync("the supervisor watches", () => _fleet.Engine.Calls.Count(c => c == "watch events") > 1);
        _fleet.Engine.Exit(_fleet.Engine[plan.Members[0].Main.Name], 3);
        await _fleet.UntilAsync("it is back", () => heard.Verbs.Any(v => v.OperationName.StartsWith("recover ", StringComparison.Ordinal)));
        await stop.CancelAsync();
        await watching;

        var recovery = heard.Verbs.First(v => v.OperationName.StartsWith("recover ", StringComparison.Ordinal));
        Assert.Equal((null, ActivityStatusCode.Unset, "one"), (recovery.Parent, recovery.Status, recovery.GetTagItem("clawfleet.member")));
        Assert.Contains("3", recovery.GetTagItem("clawfleet.cause") as string, StringComparison.Ordinal);
        Assert.Same(recovery, Step(heard, recovery, a => a.OperationName.StartsWith("start ", StringComparison.Ordinal)).Parent);
    }

    [Fact]
    public async Task A_member_that_somebody_stops_has_nothing_to_recover_from()
    {
        using var heard = new HeardSteps("traced-stop");
        var plan = Plans.Fleet(Plans.Member("one", 0)) with { Fleet = "traced-stop" };
        await _fleet.UpAsync(plan);
        using var stop = new CancellationTokenSource();
        var watching = _fleet.SuperviseAsync(plan, SupervisionOptions.Default, stop.Token);
        await _fleet.UntilAsync("the supervisor watches", () => _fleet.Engine.Calls.Count(c => c == "watch events") > 1);
        await _fleet.Host.StopAsync("traced-stop", [], _fleet, FakeFleet.Token);
        await _fleet.UntilSaidAsync("was stopped");
        await stop.CancelAsync();
        await watching;

        Assert.DoesNotContain(heard.Verbs, v => v.Recorded && v.OperationName.StartsWith("recover ", StringComparison.Ordinal));
    }

    private static Activity Step(HeardSteps heard, Activity verb, Func<Activity, bool> which) => Assert.Single(heard.Below(verb), a => which(a));
}
