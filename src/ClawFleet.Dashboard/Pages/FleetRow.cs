using System.Collections.Immutable;
using ClawFleet.Hosting;
using ClawFleet.Runtimes;

namespace ClawFleet.Dashboard.Pages;

/// <summary>A member or sidecar with what it uses now.</summary>
/// <param name="Cpu">In cores, or null when nothing measured it; <paramref name="Memory"/> in bytes. The lines are SVG paths of the last ten minutes.</param>
internal sealed record FleetRow(MemberStatus Status, string Owner, TimeSpan? Uptime, double? Cpu, string CpuLine, double? Memory, string MemoryLine)
{
    /// <summary>The channels that it answers on.</summary>
    public ImmutableArray<ChannelSpec> Channels { get; init; } = [];

    /// <summary>Why it is as it is, in a few words; null when that is not known.</summary>
    public string? Change { get; init; }

    public bool IsSidecar => Status.Role == "sidecar";

    public bool IsUp => Status.State.IsUp();

    /// <summary>How the state is coloured: <c>good</c>, <c>busy</c>, <c>bad</c> or <c>off</c>.</summary>
    public string Tone => StateLook.Tone(Status.State);

    public string StateWord => StateLook.Word(Status.State);
}
