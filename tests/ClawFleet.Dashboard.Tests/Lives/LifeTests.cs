using ClawFleet.Dashboard.Lives;

namespace ClawFleet.Dashboard.Tests.Lives;

public sealed class LifeTests
{
    private static readonly DateTimeOffset Start = new(2026, 11, 27, 20, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_life_is_a_line_of_states_with_the_share_of_the_time_it_ran()
    {
        var life = Line([At(-10, LifeChange.Started), At(-9, LifeChange.Healthy), At(20, LifeChange.Unhealthy), At(30, LifeChange.Ended, 1), At(40, LifeChange.Started), At(41, LifeChange.Healthy)]);
        Assert.Equal(
            ["good healthy 0-20", "bad unhealthy 20-30", "bad ended with exit code 1 30-40", "busy starting 40-41", "good healthy 41-60"],
            life.Spans.Select(s => $"{s.Tone} {s.Word} {(s.From - Start).TotalMinutes}-{(s.To - Start).TotalMinutes}"));
        Assert.Equal(50 / 60.0, life.Up!.Value, 6);
        Assert.Equal(39 / 60.0, life.Healthy!.Value, 6);
        Assert.Equal(1, life.Restarts);
        Assert.Equal([LifeChange.Healthy, LifeChange.Started, LifeChange.Ended, LifeChange.Unhealthy], life.Events.Select(e => e.Change));
    }

    [Fact]
    public void What_was_before_the_first_thing_recorded_is_not_known_and_does_not_count()
    {
        var life = Line([At(30, LifeChange.Created), At(30, LifeChange.Started), At(45, LifeChange.Healthy)]);
        Assert.Equal(["unknown", "busy", "good"], life.Spans.Select(s => s.Tone));
        Assert.Equal(1, life.Up);
        Assert.Equal(0, life.Restarts);
        Assert.Null(Line([]).Up);
        Assert.Equal(["not recorded", "ended with exit code 1"], Line([At(-5, LifeChange.Created), At(30, LifeChange.Ended, 1)]).Spans.Select(s => s.Word));
    }

    [Fact]
    public void A_stop_that_the_engine_tells_after_the_end_or_after_a_new_start_is_no_failure()
    {
        Assert.Equal(["busy", "off"], Line([At(0, LifeChange.Started), At(10, LifeChange.Ended, 137), At(10, LifeChange.Stopped)]).Spans.Select(s => s.Tone));
        Assert.Equal(["busy", "off", "busy"], Line([At(0, LifeChange.Started), At(10, LifeChange.Ended, 143), At(11, LifeChange.Started), At(11, LifeChange.Stopped)]).Spans.Select(s => s.Tone));
    }

    [Fact]
    public void What_was_known_last_is_not_taken_for_what_went_on_while_nobody_looked()
    {
        var line = Line([At(0, LifeChange.Healthy), At(10, LifeChange.Unwatched), At(40, LifeChange.Started), At(41, LifeChange.Healthy)]);
        Assert.Equal(["healthy", "not recorded", "starting", "healthy"], line.Spans.Select(s => s.Word));
        Assert.Equal(1, line.Up);
        Assert.Equal("first start of this container", LastChange.Of([At(3, LifeChange.Unwatched), At(2, LifeChange.Started), At(1, LifeChange.Created)], isUp: true));
    }

    [Fact]
    public void Without_a_check_who_runs_is_well() =>
        Assert.Equal("running", Assert.Single(LifeLine.Of([At(-1, LifeChange.Started)], hasCheck: false, Start, Start.AddHours(1)).Spans).Word);

    [Fact]
    public void The_cause_of_the_last_change_is_told()
    {
        Assert.Equal("first start of this container", Cause(LifeChange.Created, LifeChange.Started, LifeChange.Healthy));
        Assert.Equal("replaced by a new container", Cause(LifeChange.Ended, LifeChange.Stopped, LifeChange.Removed, LifeChange.Created, LifeChange.Started));
        Assert.Equal("started again on request", Cause(LifeChange.Started, LifeChange.Ended, LifeChange.Stopped, LifeChange.Started, LifeChange.Healthy));
        Assert.Equal("restarted: it ran out of memory", Cause(LifeChange.Started, LifeChange.OutOfMemory, LifeChange.Ended, LifeChange.Started));
        Assert.Equal("restarted: it ended with exit code 7", LastChange.Of([At(3, LifeChange.Healthy), At(2, LifeChange.Started), At(1, LifeChange.Ended, 7)], isUp: true));
        Assert.Equal("stopped on request", LastChange.Of([At(2, LifeChange.Stopped), At(2, LifeChange.Ended)], isUp: false));
        Assert.Equal("started again on request", Cause(LifeChange.Started, LifeChange.Ended, LifeChange.Stopped));
        Assert.Equal("it ran out of memory", LastChange.Of([At(2, LifeChange.Ended, 137), At(2, LifeChange.OutOfMemory)], isUp: false));
        Assert.Null(LastChange.Of([At(2, LifeChange.Started)], isUp: false));
        Assert.Equal("its health check fails", Cause(LifeChange.Started, LifeChange.Healthy, LifeChange.Unhealthy));
        Assert.Null(Cause(LifeChange.Started));
        Assert.Null(Cause());
    }

    private static string? Cause(params LifeChange[] oldestFirst) => LastChange.Of([.. oldestFirst.Select((change, i) => At(i, change)).Reverse()], isUp: true);

    private static LifeLine Line(LifeEvent[] events) => LifeLine.Of(events, hasCheck: true, Start, Start.AddHours(1));

    private static LifeEvent At(int minute, LifeChange change, int? exitCode = null) => new(Start.AddMinutes(minute), change, exitCode);
}
