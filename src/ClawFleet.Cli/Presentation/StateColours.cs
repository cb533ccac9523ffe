using ClawFleet.Cli.Terminal;
using ClawFleet.Hosting;

namespace ClawFleet.Cli.Presentation;

/// <summary>How states are coloured on a terminal.</summary>
internal static class StateColours
{
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
