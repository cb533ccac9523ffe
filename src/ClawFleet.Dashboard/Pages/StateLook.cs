using ClawFleet.Hosting;

namespace ClawFleet.Dashboard.Pages;

/// <summary>How a member's state is said and coloured.</summary>
internal static class StateLook
{
    /// <returns><c>good</c>, <c>busy</c>, <c>bad</c> or <c>off</c>.</returns>
    public static string Tone(MemberState state) => state switch
    {
        MemberState.Running => "good",
        MemberState.Starting or MemberState.Restarting or MemberState.Stopping or MemberState.Waiting => "busy",
        MemberState.Stopped or MemberState.Absent => "off",
        _ => "bad",
    };

    public static string Word(MemberState state) => char.ToUpperInvariant(state.Word()[0]) + state.Word()[1..].Replace('-', ' ');
}
