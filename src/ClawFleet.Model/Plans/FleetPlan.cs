using System.Collections.Immutable;
using ClawFleet.Runtimes;

namespace ClawFleet.Model.Plans;

/// <summary>
/// The one description of a fleet: everything that makes its images, containers, volumes and networks, and nothing that changes per run.
/// Secrets are references. Lists are in a fixed order, so equal input gives equal bytes.
/// </summary>
public sealed record FleetPlan
{
    /// <summary>Fleet name: 1–40 characters of a–z, 0–9 and single hyphens.</summary>
    public required string Fleet { get; init; }

    /// <summary>Absolute path of the <c>clawden.yaml</c> the fleet came from (or a word in angle brackets, such as <c>&lt;run&gt;</c>), for the <c>source</c> label.</summary>
    public required string Source { get; init; }

    /// <summary>In the order of the file; replicas next to each other.</summary>
    public required ImmutableArray<MemberPlan> Members { get; init; }

    public required ImmutableArray<NetworkPlan> Networks { get; init; }

    public required ImmutableArray<VolumePlan> Volumes { get; init; }

    /// <summary>Every secret that a container of this plan mounts, and where its value comes from.</summary>
    public required ImmutableArray<SecretPlan> Secrets { get; init; }

    /// <summary>Where telemetry is forwarded to; null when it stays here. No part of any container's hash.</summary>
    public TelemetryPlan? Telemetry { get; init; }

    /// <summary>How the page is served; null for as usual.</summary>
    public DashboardPlan? Dashboard { get; init; }

    /// <summary>All containers, sidecars before the member that needs them.</summary>
    public IEnumerable<ContainerPlan> Containers => Members.SelectMany(m => m.Containers);
}

/// <summary>One member (one replica of it): its spec and its containers.</summary>
public sealed record MemberPlan
{
    /// <summary>Name, with <c>-1</c>, <c>-2</c>, … when the file asks for more than one replica.</summary>
    public required string Name { get; init; }

    /// <summary>Name in the file, shared by replicas.</summary>
    public required string DeclaredName { get; init; }

    public required string Runtime { get; init; }

    /// <summary>True when a simulator stands in for the upstream program.</summary>
    public required bool Simulated { get; init; }

    public required MemberSpec Spec { get; init; }

    /// <summary>Sidecars first, the member's own container last.</summary>
    public required ImmutableArray<ContainerPlan> Containers { get; init; }

    /// <summary>The member's own container.</summary>
    public ContainerPlan Main => Containers[^1];
}

/// <summary>What a container is in its member.</summary>
public enum ContainerRole { Member, Sidecar }

/// <summary>Everything that makes one container. <see cref="Hash"/> decides whether it must be replaced.</summary>
public sealed record ContainerPlan
{
    /// <summary><c>&lt;fleet&gt;-&lt;member&gt;</c>, or <c>&lt;fleet&gt;-&lt;member&gt;-&lt;sidecar&gt;</c>.</summary>
    public required string Name { get; init; }

    public required string Member { get; init; }

    public required string Runtime { get; init; }

    public required ContainerRole Role { get; init; }

    public required bool Simulated { get; init; }

    /// <summary>Image with its tag; for our own images the tag is a content hash.</summary>
    public required string Image { get; init; }

    public required string Hostname { get; init; }

    /// <summary><c>uid:gid</c>, never root.</summary>
    public required string User { get; init; }

    /// <summary>Arguments for the image's entrypoint; empty for the image's own default.</summary>
    public ImmutableArray<string> Command { get; init; } = [];

    /// <summary>Plain variables. No secret, no per-run value.</summary>
    public required ImmutableSortedDictionary<string, string> Environment { get; init; }

    /// <summary>Names of the secrets mounted as files below <c>/run/secrets</c>, sorted.</summary>
    public required ImmutableArray<string> Secrets { get; init; }

    public required ImmutableArray<MountPlan> Mounts { get; init; }

    /// <summary>Networks to join, the first one first; each with the DNS aliases it answers to there.</summary>
    public required ImmutableArray<NetworkAttachment> Networks { get; init; }

    /// <summary>Names that the container's hosts file adds, as <c>name:address</c>; <c>host-gateway</c> in place of an address is the machine the engine runs on.</summary>
    public ImmutableArray<string> ExtraHosts { get; init; } = [];

    public required ImmutableArray<PortPlan> Ports { get; init; }

    public required ContainmentPlan Containment { get; init; }

    public required LimitsPlan Limits { get; init; }

    public required HealthPlan Health { get; init; }

    /// <summary>Time between SIGTERM and SIGKILL, in seconds.</summary>
    public required int StopGraceSeconds { get; init; }

    /// <summary>Exit codes after which a restart cannot help (78 for bad configuration, say).</summary>
    public ImmutableArray<int> FinalExitCodes { get; init; } = [];

    /// <summary>Names of containers that must be healthy before this one starts.</summary>
    public ImmutableArray<string> DependsOn { get; init; } = [];

    /// <summary>First 16 hex digits of the SHA-256 of this record's canonical JSON without the hash itself.</summary>
    public string Hash { get; init; } = "";
}

/// <summary>What is mounted where. Everything not mounted is read-only.</summary>
/// <param name="Kind">Volume (named), bind (host folder) or tmpfs.</param>
/// <param name="Source">Volume name or absolute host path; null for tmpfs.</param>
/// <param name="Target">Absolute path in the container.</param>
/// <param name="ReadOnly">Whether the container may only read.</param>
/// <param name="SizeBytes">tmpfs only: its limit.</param>
/// <param name="Mode">tmpfs only: octal mode, such as <c>1777</c>.</param>
public sealed record MountPlan(MountKind Kind, string? Source, string Target, bool ReadOnly = false, long? SizeBytes = null, string? Mode = null);

public enum MountKind { Volume, Bind, Tmpfs }

/// <param name="Network">Network name.</param>
/// <param name="Aliases">DNS names there, sorted.</param>
public sealed record NetworkAttachment(string Network, ImmutableArray<string> Aliases);

/// <param name="Name">What answers there: <c>api</c>, <c>vnc</c>, …</param>
/// <param name="ContainerPort">TCP port in the container.</param>
/// <param name="HostPort">TCP port on the host; 0 lets the engine choose.</param>
/// <param name="HostIp">Address on the host; 127.0.0.1 unless the file says otherwise.</param>
/// <param name="Path">Path of the page to open there; null where there is no page for people.</param>
public sealed record PortPlan(string Name, int ContainerPort, int HostPort, string HostIp = "127.0.0.1", string? Path = null);

/// <summary>What the container may not do. Every container gets it.</summary>
/// <param name="ReadOnlyRoot">Root file system mounted read-only.</param>
/// <param name="DropCapabilities">Capabilities dropped; <c>ALL</c>.</param>
/// <param name="NoNewPrivileges">No gain of privileges through setuid programs.</param>
/// <param name="OciRuntime">Name of another OCI runtime the engine must have, or null for its default.</param>
public sealed record ContainmentPlan(bool ReadOnlyRoot, ImmutableArray<string> DropCapabilities, bool NoNewPrivileges, string? OciRuntime = null);

/// <param name="MemoryBytes">Hard limit of memory (and of memory plus swap).</param>
/// <param name="Cpus">CPUs, fractions allowed.</param>
/// <param name="Pids">Processes and threads.</param>
/// <param name="OpenFiles">RLIMIT_NOFILE, soft and hard. Not above what the engine itself may have, or nothing starts: engines in containers and rootless ones often have 20,000.</param>
public sealed record LimitsPlan(long MemoryBytes, double Cpus, int Pids, int OpenFiles = 16384);

/// <summary>How health is known. With <paramref name="HttpPort"/> the host asks <c>GET http://…:port/path</c>; <paramref name="Command"/> is the engine's own check, run inside.</summary>
/// <param name="Command">Program and arguments inside the container; exit 0 is healthy.</param>
/// <param name="HttpPort">Container port to ask from outside, or null when only the command can tell.</param>
/// <param name="HttpPath">Path to ask.</param>
/// <param name="IntervalSeconds">Between two checks of the engine.</param>
/// <param name="TimeoutSeconds">Of one check.</param>
/// <param name="Retries">Failures in a row that mean unhealthy.</param>
/// <param name="StartPeriodSeconds">Failures in this time after the start do not count.</param>
/// <param name="DeadlineSeconds">A member that is not healthy this long after its start has failed.</param>
public sealed record HealthPlan(
    ImmutableArray<string> Command, int? HttpPort, string HttpPath,
    int IntervalSeconds, int TimeoutSeconds, int Retries, int StartPeriodSeconds, int DeadlineSeconds);

/// <param name="Name">Name on the engine.</param>
/// <param name="Internal">True: no route out of it.</param>
/// <param name="Member">The member it belongs to, or null for the fleet's own.</param>
public sealed record NetworkPlan(string Name, bool Internal, string? Member = null);

/// <param name="Name">Name on the engine.</param>
/// <param name="Member">The member whose state it holds.</param>
public sealed record VolumePlan(string Name, string Member);

/// <summary>A secret by name, and where its value is to be found when a container starts. Holds no value.</summary>
/// <param name="Name">Upper-case name; <see cref="SecretRef.FileName"/> is its file.</param>
/// <param name="Origin">Where the value comes from.</param>
/// <param name="Text">For <see cref="SecretOrigin.Expression"/> the text with <c>$VAR</c>s in it; for <see cref="SecretOrigin.Literal"/> the place in the file, <c>channels.telegram.token</c>
/// (also for text that is a secret in part, such as <c>Bearer $TOKEN</c>: the document has the whole); for
/// <see cref="SecretOrigin.Generated"/> the alphabet, <c>hex64</c> (64 hex digits) or <c>base62-48</c>.</param>
public sealed record SecretPlan(string Name, SecretOrigin Origin, string Text);

public enum SecretOrigin { Expression, Literal, Generated }
