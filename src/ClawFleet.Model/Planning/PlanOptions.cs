using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Model.Documents;
using ClawFleet.Model.Plans;

namespace ClawFleet.Model.Planning;

public sealed record PlanOptions
{
    /// <summary>Image reference for each catalogue entry or simulated entry, given by the image builder (content-hash tags).</summary>
    public required ImageNames Images { get; init; }

    /// <summary>Runtimes whose upstream image cannot be had here, as <see cref="ImageNames.Key"/> without tools names them; with <c>simulate: missing</c> these are simulated.</summary>
    public ImmutableHashSet<string> MissingUpstreams { get; init; } = [];

    /// <summary>The OCI runtimes that the engine has; null when no engine was asked.</summary>
    public EngineRuntimes? OciRuntimes { get; init; }

    /// <summary><c>uid:gid</c> that members run as: <c>10000:10000</c>, or the invoking user's where the host may not chown.</summary>
    public string RunAs { get; init; } = "10000:10000";
}

/// <summary>Image references by catalogue name. <c>Real["zeroclaw"]</c> is the image with the upstream program, <c>Simulated["zeroclaw"]</c> the one with the simulator.</summary>
/// <remarks>An image with tools, or of another version, has <see cref="Key"/> as its name.</remarks>
public sealed record ImageNames(ImmutableSortedDictionary<string, string> Real, ImmutableSortedDictionary<string, string> Simulated)
{
    /// <summary><c>zeroclaw</c>, or <c>zeroclaw 0.8.3 with browser git</c>.</summary>
    /// <param name="version">Another one than the catalogue's; null for the catalogue's.</param>
    public static string Key(string runtime, ToolSet tools, string? version = null) =>
        (version is null ? runtime : $"{runtime} {version}") + (tools.IsEmpty ? "" : $" with {tools.Key}");
}

public sealed record PlanResult(FleetPlan? Plan, ImmutableArray<Diagnostic> Diagnostics);
