namespace ClawFleet.Engine;

/// <summary>A container to create. Mirrors the Engine API's create body; sizes are bytes.</summary>
public sealed record ContainerSpec
{
    /// <summary>The user who runs a rootless Podman has the same id in the container; everybody else there is one of the user's subordinate ids.</summary>
    public const string KeepInvoker = "keep-id";

    public required string Name { get; init; }
    public required string Image { get; init; }
    public string? Hostname { get; init; }
    public string? User { get; init; }
    /// <summary>How users in the container map to the host's: null for the engine's own way, <see cref="KeepInvoker"/> (rootless Podman only).</summary>
    public string? UserNamespace { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Command { get; init; }
    public string? WorkingDirectory { get; init; }
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>();
    public IReadOnlyList<MountSpec> Mounts { get; init; } = [];
    public IReadOnlyList<PortBinding> Ports { get; init; } = [];
    /// <summary>Networks to join before the first start; the engine client connects the second and later ones itself where the API takes only one. Empty: the engine's default network.</summary>
    public IReadOnlyList<NetworkEndpoint> Networks { get; init; } = [];
    /// <summary>Lines for the hosts file, <c>name:address</c>; <c>host-gateway</c> as the address is the machine the engine runs on.</summary>
    public IReadOnlyList<string> ExtraHosts { get; init; } = [];
    public bool ReadOnlyRoot { get; init; }
    public IReadOnlyList<string> DropCapabilities { get; init; } = [];
    /// <summary>Such as <c>no-new-privileges:true</c>.</summary>
    public IReadOnlyList<string> SecurityOptions { get; init; } = [];
    public string? OciRuntime { get; init; }
    public long? MemoryBytes { get; init; }
    /// <summary>Memory plus swap; equal to <see cref="MemoryBytes"/> for no swap.</summary>
    public long? MemorySwapBytes { get; init; }
    public double? Cpus { get; init; }
    public int? Pids { get; init; }
    public int? OpenFiles { get; init; }
    public bool? Init { get; init; }
    public RestartPolicy Restart { get; init; } = RestartPolicy.No;
    public HealthcheckSpec? Healthcheck { get; init; }
    public int? StopTimeoutSeconds { get; init; }
    public string? StopSignal { get; init; }

    /// <summary>How much of its output the engine keeps; null for whatever the engine does, which is often all.</summary>
    public LogRetention? Logs { get; init; }
}

/// <param name="Driver">The log driver: these options are those of <c>json-file</c> and <c>local</c>.</param>
/// <param name="MaxFiles">With the one that is written to.</param>
public sealed record LogRetention(string Driver, int MaxFileMegabytes, int MaxFiles);

public enum MountType { Volume, Bind, Tmpfs }

/// <param name="TmpfsMode">Octal text such as <c>1777</c>; tmpfs mounts get <c>nosuid,nodev</c> and, unless <paramref name="TmpfsExec"/>, <c>noexec</c>.</param>
public sealed record MountSpec(MountType Type, string? Source, string Target, bool ReadOnly = false, long? TmpfsSizeBytes = null, string? TmpfsMode = null, bool TmpfsExec = true);

/// <param name="HostPort">0 lets the engine choose.</param>
public sealed record PortBinding(int ContainerPort, string HostIp, int HostPort, string Protocol = "tcp");

public sealed record NetworkEndpoint(string Network, IReadOnlyList<string> Aliases);

public enum RestartPolicyName { No, Always, UnlessStopped, OnFailure }

public sealed record RestartPolicy(RestartPolicyName Name, int MaximumRetryCount = 0)
{
    public static RestartPolicy No { get; } = new(RestartPolicyName.No);
}

/// <param name="Command">Program and arguments (run without a shell).</param>
public sealed record HealthcheckSpec(IReadOnlyList<string> Command, TimeSpan Interval, TimeSpan Timeout, int Retries, TimeSpan StartPeriod);

public sealed record NetworkSpec(string Name, bool Internal, IReadOnlyDictionary<string, string> Labels);

public sealed record VolumeSpec(string Name, IReadOnlyDictionary<string, string> Labels);
