using ClawFleet.Hosting.Supervision;
using ClawFleet.Hosting.Tests.Support;
using ClawFleet.Model.Plans;

namespace ClawFleet.Hosting.Tests.Supervision;

/// <summary>Supervision by what the labels say, as the process in the background does it.</summary>
public sealed class UnattendedTests : IDisposable
{
    private static readonly SupervisionOptions Quick = SupervisorTests.Quick;

    private readonly FakeFleet _fleet = new();
    private readonly CancellationTokenSource _stop = new();

    public void Dispose()
    {
        _stop.Dispose();
        _fleet.Dispose();
    }

    [Fact]
    public async Task Members_are_watched_without_their_file_and_so_are_those_that_come_later()
    {
        await _fleet.UpAsync(Plans.Fleet(Member("one")));
        var watching = _fleet.SuperviseAsync("crew", Quick, _stop.Token);
        await _fleet.UntilSaidAsync("watching over one");
        _fleet.Engine.Exit(_fleet.Engine["crew-one"], 137);
        await _fleet.UntilAsync("one is started again", () => _fleet.Engine.Calls.Count(c => c == "start crew-one") == 2);

        await _fleet.UpAsync(Plans.Fleet(Member("one"), Member("two")));
        await _fleet.UntilSaidAsync("watching over one, two");
        _fleet.Engine.Exit(_fleet.Engine["crew-two"], 137);
        await _fleet.UntilAsync("two is started again", () => _fleet.Engine.Calls.Count(c => c == "start crew-two") == 2);

        await _fleet.Host.DownAsync("crew", volumes: false, _fleet, FakeFleet.Token);
        await _fleet.UntilSaidAsync("no container to watch over");
        await _stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task One_that_was_stopped_before_stays_stopped()
    {
        await _fleet.UpAsync(Plans.Fleet(Member("one")));
        await _fleet.Host.StopAsync("crew", [], _fleet, FakeFleet.Token);
        var watching = _fleet.SuperviseAsync("crew", Quick, _stop.Token);
        await _fleet.UntilSaidAsync("watching over one");
        await _fleet.UntilAsync("all watch", () => _fleet.Engine.Calls.Count(c => c == "watch events") == 3);
        // Then all is looked at anew.
        _fleet.Engine.BreakStreams();
        await _fleet.UntilSaidAsync("The engine answers again");
        Assert.Single(_fleet.Engine.Calls, c => c == "start crew-one");
        await _stop.CancelAsync();
        await watching;
    }

    [Fact]
    public async Task One_that_waits_for_its_start_is_not_forgotten_when_a_command_adds_another()
    {
        await _fleet.UpAsync(Plans.Fleet(Member("one")));
        var watching = _fleet.SuperviseAsync("crew", Quick with { FirstBackOff = TimeSpan.FromSeconds(1) }, _stop.Token);
        await _fleet.UntilSaidAsync("watching over one");
        await _fleet.UntilAsync("all watch", () => _fleet.Engine.Calls.Count(c => c == "watch events") == 3);
        _fleet.Engine.Exit(_fleet.Engine["crew-one"], 137);

        await _fleet.UpAsync(Plans.Fleet(Member("one"), Member("two")), "two");
        await _fleet.UntilSaidAsync("watching over one, two");
        await _fleet.UntilAsync("one is started again", () => _fleet.Engine.Calls.Count(c => c == "start crew-one") == 2);
        await _stop.CancelAsync();
        await watching;
    }

    private static MemberPlan Member(string name) => Plans.Member(name, 0, c => c with { Ports = [], Health = c.Health with { Command = ["health"] } });
}
