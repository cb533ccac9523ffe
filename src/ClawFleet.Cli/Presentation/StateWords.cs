using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>The one spelling of a member's state, in tables and in JSON.</summary>
internal static class StateWords
{
    public static string Word(MemberState state) => state switch
    {
        MemberState.Absent => "absent",
        MemberState.Waiting => "waiting",
        MemberState.Starting => "starting",
        MemberState.Running => "running",
        MemberState.Unhealthy => "unhealthy",
        MemberState.Restarting => "restarting",
        MemberState.Stopping => "stopping",
        MemberState.Stopped => "stopped",
        MemberState.Exited => "exited",
        MemberState.FailedToStart => "failed-to-start",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    public static Func<string, string> Colour(Paint paint, MemberState state) => state switch
    {
        MemberState.Running => paint.Green,
        MemberState.Unhealthy or MemberState.FailedToStart => paint.Red,
        MemberState.Waiting or MemberState.Starting or MemberState.Restarting or MemberState.Stopping => paint.Yellow,
        _ => paint.Dim,
    };

    public static Func<string, string> HealthColour(Paint paint, string? health) => health switch
    {
        "healthy" => paint.Green,
        "unhealthy" => paint.Red,
        "starting" => paint.Yellow,
        _ => paint.Dim,
    };
}
