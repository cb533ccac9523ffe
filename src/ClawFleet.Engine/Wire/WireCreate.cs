namespace ClawFleet.Engine.Wire;

/// <summary>The body of <c>POST /containers/create</c>. Null members are left out, so the engine's defaults hold.</summary>
internal sealed record WireCreate
{
    public required string Image { get; init; }
    public string? Hostname { get; init; }
    public string? User { get; init; }
    public IReadOnlyList<string>? Entrypoint { get; init; }
    public IReadOnlyList<string>? Cmd { get; init; }
    public string? WorkingDir { get; init; }
    public IReadOnlyList<string>? Env { get; init; }
    public IReadOnlyDictionary<string, string>? Labels { get; init; }
    public Dictionary<string, WireNothing>? ExposedPorts { get; init; }
    public WireHealthcheck? Healthcheck { get; init; }
    public int? StopTimeout { get; init; }
    public string? StopSignal { get; init; }
    public required WireHostConfig HostConfig { get; init; }
    public WireNetworkingConfig? NetworkingConfig { get; init; }
}

/// <summary><c>{}</c></summary>
internal sealed record WireNothing;

/// <summary>Durations are nanoseconds.</summary>
internal sealed record WireHealthcheck(IReadOnlyList<string> Test, long Interval, long Timeout, int Retries, long StartPeriod);

internal sealed record WireHostConfig
{
    public string? NetworkMode { get; init; }
    public WireRestartPolicy? RestartPolicy { get; init; }
    public Dictionary<string, IReadOnlyList<WireHostPort>>? PortBindings { get; init; }
    public IReadOnlyList<WireMount>? Mounts { get; init; }
    public Dictionary<string, string>? Tmpfs { get; init; }
    public IReadOnlyList<string>? ExtraHosts { get; init; }
    public bool? ReadonlyRootfs { get; init; }
    public IReadOnlyList<string>? CapDrop { get; init; }
    public IReadOnlyList<string>? SecurityOpt { get; init; }
    public string? Runtime { get; init; }
    public string? UsernsMode { get; init; }
    public long? Memory { get; init; }
    public long? MemorySwap { get; init; }
    public long? NanoCpus { get; init; }
    public int? PidsLimit { get; init; }
    public IReadOnlyList<WireUlimit>? Ulimits { get; init; }
    public bool? Init { get; init; }
    public WireLogConfig? LogConfig { get; init; }
}

internal sealed record WireLogConfig(string Type, Dictionary<string, string> Config);

internal sealed record WireMount(string Type, string? Source, string Target, bool? ReadOnly);

internal sealed record WireUlimit(string Name, long Soft, long Hard);

internal sealed record WireNetworkingConfig(Dictionary<string, WireEndpointConfig> EndpointsConfig);

internal sealed record WireEndpointConfig(IReadOnlyList<string>? Aliases);

internal sealed record WireUpdate(WireRestartPolicy RestartPolicy);

internal sealed record WireWait(long StatusCode, WireWaitError? Error);

internal sealed record WireWaitError(string? Message);

internal sealed record WireTop(IReadOnlyList<string>? Titles, IReadOnlyList<IReadOnlyList<string>>? Processes);
