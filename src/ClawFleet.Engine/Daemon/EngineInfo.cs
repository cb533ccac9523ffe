namespace ClawFleet.Engine;

/// <param name="Product">Docker or Podman.</param>
/// <param name="ApiVersion">The version in use, negotiated.</param>
/// <param name="Address">Where the engine answers, such as <c>unix:///var/run/docker.sock</c>.</param>
public sealed record EngineInfo(string Product, string Version, string ApiVersion, string Architecture, string OperatingSystem, bool Rootless, IReadOnlyList<string> OciRuntimes, string StorageDriver, string Address)
{
    public bool IsPodman => Product == "Podman";

    /// <summary>The host's control groups: <c>1</c>, <c>2</c>, or empty when the engine does not say. Without root, those of version 1 hold no limit.</summary>
    public string CgroupVersion { get; init; } = "";

    /// <summary>What it keeps containers' output with, unless one says otherwise: <c>json-file</c>, <c>local</c>, <c>journald</c>, …; empty when it does not say.</summary>
    public string LogDriver { get; init; } = "";

    /// <summary>Where it keeps images and volumes, on its own machine; empty when it does not say.</summary>
    public string StorageFolder { get; init; } = "";
}

public sealed record NetworkSummary(string Id, string Name, bool Internal, IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Its address ranges, each with the address that the engine's machine has in it, if any.</summary>
    public IReadOnlyList<NetworkRange> Ranges { get; init; } = [];
}

/// <param name="Subnet">In CIDR notation: <c>172.18.0.0/16</c>.</param>
/// <param name="Gateway">The engine's machine as its containers see it; on rootless engines inside a network namespace that this machine's programs are not in.</param>
public sealed record NetworkRange(string Subnet, string? Gateway);

public sealed record VolumeSummary(string Name, IReadOnlyDictionary<string, string> Labels);

/// <param name="Type">container, network, volume, image.</param>
/// <param name="Action">start, die, kill, oom, stop, destroy, health_status, …; health_status and exec_* without their suffix.</param>
/// <param name="Detail">Of health_status: <c>healthy</c>, <c>unhealthy</c>. Never the command of an exec.</param>
public sealed record EngineEvent(string Type, string Action, string? Detail, string Id, string Name, DateTimeOffset Time, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>Exit code of a <c>die</c> event.</summary>
    public int? ExitCode => Attributes.TryGetValue("exitCode", out var text) && int.TryParse(text, out var code) ? code : null;
}
