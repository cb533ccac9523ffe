namespace ClawFleet.Engine;

/// <summary>The engine's own states.</summary>
public enum ContainerState { Created, Running, Paused, Restarting, Removing, Exited, Dead, Unknown }

/// <summary>The engine's own health word; <see cref="None"/> when the container has no check.</summary>
public enum ContainerHealth { None, Starting, Healthy, Unhealthy }

/// <param name="All">Stopped ones too.</param>
/// <param name="LabelFilters"><c>key</c> or <c>key=value</c>; all must match.</param>
public sealed record ContainerListQuery(bool All, IReadOnlyList<string> LabelFilters);

/// <summary>One row of the list call: cheap, one call for all containers.</summary>
public sealed record ContainerSummary(
    string Id, string Name, string Image, string ImageId, ContainerState State, ContainerHealth Health, string StatusText,
    DateTimeOffset Created, IReadOnlyDictionary<string, string> Labels, IReadOnlyList<PublishedPort> Ports, IReadOnlyDictionary<string, string> NetworkAddresses);

public sealed record PublishedPort(int ContainerPort, string? HostIp, int? HostPort, string Protocol);

/// <summary>All there is to know about one container.</summary>
public sealed record ContainerDetails
{
    private const int FullHealthLog = 5;

    public required string Id { get; init; }
    public required string Name { get; init; }
    public required string Image { get; init; }
    public required string ImageId { get; init; }
    public required ContainerState State { get; init; }
    public required ContainerHealth Health { get; init; }
    public required int ExitCode { get; init; }
    public required bool OomKilled { get; init; }
    /// <summary>The engine's own error text when a start failed.</summary>
    public required string Error { get; init; }
    /// <summary>Process id on the engine's host; 0 when not running.</summary>
    public required int Pid { get; init; }
    public required int RestartCount { get; init; }
    public required DateTimeOffset Created { get; init; }
    public required DateTimeOffset? StartedAt { get; init; }
    public required DateTimeOffset? FinishedAt { get; init; }
    public required string User { get; init; }
    public required string Hostname { get; init; }
    public required IReadOnlyList<string> Environment { get; init; }
    public required IReadOnlyList<string> Argv { get; init; }
    public required IReadOnlyDictionary<string, string> Labels { get; init; }
    public required bool ReadOnlyRoot { get; init; }
    public required IReadOnlyList<string> DropCapabilities { get; init; }
    public required IReadOnlyList<string> AddCapabilities { get; init; }
    public required IReadOnlyList<string> SecurityOptions { get; init; }
    public required bool Privileged { get; init; }
    public required long MemoryBytes { get; init; }
    public required long Pids { get; init; }
    public required double Cpus { get; init; }
    public required IReadOnlyList<MountPoint> Mounts { get; init; }
    public required IReadOnlyList<PublishedPort> Ports { get; init; }
    public required IReadOnlyDictionary<string, string> NetworkAddresses { get; init; }
    public required RestartPolicy Restart { get; init; }
    /// <summary>How many of the engine's own health checks failed in a row; 0 without one.</summary>
    public int FailingStreak { get; init; }
    /// <summary>The last of the engine's own health checks, oldest first: five on every engine known. Empty without one.</summary>
    public IReadOnlyList<HealthCheckRun> HealthLog { get; init; } = [];
    /// <summary>Since when the engine's own checks say what <see cref="Health"/> says; null when they say nothing. Where the whole log says it, the start: nothing older is told.</summary>
    public DateTimeOffset? HealthSince
    {
        get
        {
            if (State != ContainerState.Running || Health is not (ContainerHealth.Healthy or ContainerHealth.Unhealthy) || StartedAt is not { } started)
                return null;
            var alike = HealthLog.Reverse().TakeWhile(run => run.Start >= started && run.ExitCode == 0 == (Health == ContainerHealth.Healthy)).ToList();
            return alike is [.., var first] && (alike.Count < HealthLog.Count || alike.Count < FullHealthLog) ? first.Start + first.Duration : started;
        }
    }

    /// <summary>The engine's answer as it came, for scans.</summary>
    public required string RawJson { get; init; }
}

/// <summary>One run of the engine's own health check.</summary>
/// <param name="ExitCode">0 is healthy; -1 when it did not end in time.</param>
/// <param name="Output">What it wrote on both streams; engines cut it after some kilobytes.</param>
public sealed record HealthCheckRun(DateTimeOffset Start, TimeSpan Duration, int ExitCode, string Output);

public sealed record MountPoint(MountType Type, string? Source, string Target, bool ReadOnly);

/// <param name="Tail">Last lines only; null for all.</param>
/// <param name="Since">Lines after this moment only. Podman before 5 notes whole seconds: there, lines of the same second come again.</param>
public sealed record LogQuery(bool Follow, int? Tail = null, DateTimeOffset? Since = null);

public enum OutputStream { Stdout, Stderr }

/// <summary>One line of output, without its line ending. Bytes that are not UTF-8 become U+FFFD; lines over 64 KiB are cut into several.</summary>
public readonly record struct LogLine(OutputStream Stream, DateTimeOffset Timestamp, string Text);

/// <param name="Titles">Column titles of the engine's ps.</param>
public sealed record ContainerProcesses(IReadOnlyList<string> Titles, IReadOnlyList<IReadOnlyList<string>> Rows);

public sealed record ExecSpec(IReadOnlyList<string> Command)
{
    public string? User { get; init; }
    public string? WorkingDirectory { get; init; }
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();
    public bool Tty { get; init; }
    public bool AttachStdin { get; init; }
    public int MaxOutputBytes { get; init; } = 1 << 20;
}

public sealed record ExecResult(int ExitCode, string Stdout, string Stderr);
