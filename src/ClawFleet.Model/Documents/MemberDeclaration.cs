using System.Collections.Immutable;
using ClawFleet.Model.Diagnostics;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Documents;

/// <summary>One member as the file declares it; its replicas share everything here.</summary>
public sealed record MemberDeclaration
{
    public required string Name { get; init; }

    /// <summary>Name in the catalogue, aliases resolved.</summary>
    public required string Runtime { get; init; }

    /// <summary>1 to 100.</summary>
    public int Replicas { get; init; } = 1;

    /// <summary>Whether the command asked for it (by name, or by naming no member at all). Others are neither resolved nor planned.</summary>
    public required bool Chosen { get; init; }

    /// <summary>The spec of the first replica, without what the planner adds per replica (name, API token, database).</summary>
    public required MemberSpec Spec { get; init; }

    /// <summary>Tools and packages of its image.</summary>
    public ToolSet Tools { get; init; } = ToolSet.Empty;

    /// <summary>The file's <c>env</c>, the fleet's and the member's. Values may be secret references.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary>Absolute host folder for the workspace, or null for a volume.</summary>
    public string? WorkspacePath { get; init; }

    public PortDeclaration Ports { get; init; } = PortDeclaration.Default;

    public SimulateMode Simulate { get; init; } = SimulateMode.Never;

    /// <summary>Bytes; null for the catalogue's.</summary>
    public long? MemoryBytes { get; init; }

    public double? Cpus { get; init; }

    public int? Pids { get; init; }

    /// <summary>Another OCI runtime, or null for the engine's default.</summary>
    public string? OciRuntime { get; init; }

    /// <summary>Where the OCI runtime is said, or <see cref="Span"/>.</summary>
    public SourceSpan OciRuntimeSpan { get; init; }

    /// <summary>Another version than the catalogue's, of upstream's image; null for the catalogue's.</summary>
    public string? Version { get; init; }

    /// <summary>The user's own image, or null for ours.</summary>
    public string? Image { get; init; }

    /// <summary>Where the member begins in the file.</summary>
    public SourceSpan Span { get; init; }

    /// <summary>Where its ports are said, or <see cref="Span"/>.</summary>
    public SourceSpan PortsSpan { get; init; }
}

/// <summary>When a simulator stands in for the upstream program.</summary>
public enum SimulateMode { Never, Missing, Always }

/// <summary>What the file says about ports on the host.</summary>
/// <param name="AutoApi">The engine chooses the API's host port.</param>
/// <param name="Mappings">Explicit mappings, in the order of the file.</param>
public sealed record PortDeclaration(bool AutoApi, ImmutableArray<PortMapping> Mappings)
{
    public static PortDeclaration Default { get; } = new(false, []);

    /// <summary>Nothing is published on the host; the fleet's other members reach the member by its name.</summary>
    public bool IsNone { get; init; }
}

/// <param name="HostPort">0 lets the engine choose.</param>
public sealed record PortMapping(int HostPort, int ContainerPort, string HostIp = "127.0.0.1");
