namespace ClawFleet.Publishing.Carriage;

/// <summary>What a plan asks of whatever runs it, one thing that can be had or not.</summary>
public enum PlanFeature
{
    /// <summary>An image that ClawFleet builds, by the name that ends with its content's hash.</summary>
    OwnImages,

    /// <summary>A user id that is not root from the first process on.</summary>
    User,

    ReadOnlyRoot,

    /// <summary>No capability, and none to be gained.</summary>
    NoPrivileges,

    /// <summary>An OCI runtime other than the engine's own (<c>security: {runtime: …}</c>).</summary>
    OciRuntime,

    /// <summary>Limits of memory (no swap) and processors.</summary>
    MemoryAndCpus,

    /// <summary>A limit of processes.</summary>
    Pids,

    /// <summary>A limit of open files.</summary>
    OpenFiles,

    /// <summary>Writable places in memory, each with a limit.</summary>
    Tmpfs,

    Volumes,

    /// <summary>A folder of this machine as the workspace.</summary>
    BindMounts,

    /// <summary>Secrets as files below <c>/run/secrets</c> that nobody else can read.</summary>
    SecretFiles,

    /// <summary>Secrets that nobody wrote: tokens and passwords that are made once and kept.</summary>
    GeneratedSecrets,

    /// <summary>The check inside the container, with interval, timeout, retries and start period.</summary>
    HealthCheck,

    /// <summary>A member starts when its sidecar is healthy.</summary>
    StartOrder,

    /// <summary>What ends is started again, and after an exit code that says "it cannot work" it is not.</summary>
    Restart,

    /// <summary>What became unhealthy, or was killed through the engine, is started again.</summary>
    Supervision,

    /// <summary>Time between SIGTERM and SIGKILL.</summary>
    StopGrace,

    /// <summary>A sidecar that its own member reaches and nobody else.</summary>
    SidecarNetwork,

    /// <summary>A fleet with no way out (<c>network: {internal: true}</c>).</summary>
    NoWayOut,

    /// <summary>Ports that this machine alone reaches.</summary>
    LocalPorts,

    /// <summary>A port of this machine that is chosen when the member starts.</summary>
    ChosenPorts,

    /// <summary>A name for the machine that the engine runs on.</summary>
    HostGateway,

    /// <summary>A host name that stays the same, whatever container it is.</summary>
    Hostname,

    /// <summary>Several members of one declaration.</summary>
    Replicas,

    /// <summary>Members are told where to send their telemetry, and output and use are recorded.</summary>
    Telemetry,

    /// <summary>Telemetry goes on to another receiver (<c>telemetry:</c>).</summary>
    Forwarding,

    /// <summary>The fleet's page (<c>dashboard:</c>).</summary>
    Dashboard,
}
