using ClawFleet.Hosting;

namespace ClawFleet.Dashboard.Pages;

/// <summary>A member or sidecar with what it uses now.</summary>
/// <param name="Cpu">In cores, or null when nothing measured it; <paramref name="Memory"/> in bytes. The lines are SVG paths of the last ten minutes.</param>
internal sealed record FleetRow(MemberStatus Status, string Owner, TimeSpan? Uptime, double? Cpu, string CpuLine, double? Memory, string MemoryLine)
{
    public bool IsSidecar => Status.Role == "sidecar";

    public bool IsUp => Status.State.IsUp();

    /// <summary>How the state is coloured: <c>good</c>, <c>busy</c>, <c>bad</c> or <c>off</c>.</summary>
    public string Tone => Status.State switch
    {
        MemberState.Running => "good",
        MemberState.Starting or MemberState.Restarting or MemberState.Stopping or MemberState.Waiting => "busy",
        MemberState.Stopped or MemberState.Absent => "off",
        _ => "bad",
    };

    public string StateWord => char.ToUpperInvariant(Status.State.Word()[0]) + Status.State.Word()[1..].Replace('-', ' ');
}
