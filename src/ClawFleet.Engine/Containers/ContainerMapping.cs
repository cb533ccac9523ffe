using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Containers;

/// <summary>From the engine's descriptions of containers to ours. Docker and Podman fill the same fields a little differently; both are read.</summary>
internal static class ContainerMapping
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    public static ContainerSummary Summary(WireContainerRow row) => new(
        row.Id ?? "",
        Name(row.Names.Count > 0 ? OwnName(row.Names) : ""),
        row.Image ?? "",
        row.ImageID ?? "",
        State(row.State, row.Status),
        row.Health is { Length: > 0 } health ? Health(health) : HealthOfStatus(row.Status),
        row.Status ?? "",
        WireTime.Parse(row.Created) ?? default,
        row.Labels,
        PortMapping.Fold(row.Ports.Select(p => new PublishedPort(p.PrivatePort, p.PublicPort > 0 ? NotEmpty(p.IP) ?? "0.0.0.0" : null, p.PublicPort > 0 ? p.PublicPort : null, p.Type ?? "tcp"))),
        Addresses(row.Networks));

    public static ContainerDetails Details(WireContainer inspected, string rawJson) => new()
    {
        Id = inspected.Id ?? "",
        Name = Name(inspected.Name ?? ""),
        Image = inspected.Config?.Image ?? "",
        ImageId = inspected.Image ?? "",
        State = State(inspected.State?.Status, null),
        Health = Health(inspected.State?.Health?.Status ?? inspected.State?.Healthcheck?.Status),
        ExitCode = inspected.State?.ExitCode ?? 0,
        OomKilled = inspected.State?.OOMKilled ?? false,
        Error = inspected.State?.Error ?? "",
        Pid = inspected.State?.Pid ?? 0,
        RestartCount = inspected.RestartCount ?? 0,
        Created = WireTime.Parse(inspected.Created) ?? default,
        StartedAt = WireTime.Parse(inspected.State?.StartedAt),
        FinishedAt = WireTime.Parse(inspected.State?.FinishedAt),
        User = inspected.Config?.User ?? "",
        Hostname = inspected.Config?.Hostname ?? "",
        Environment = inspected.Config?.Env ?? [],
        Argv = string.IsNullOrEmpty(inspected.Path) ? [] : [inspected.Path, .. inspected.Args ?? []],
        Labels = inspected.Config?.Labels ?? NoLabels,
        ReadOnlyRoot = inspected.HostConfig?.ReadonlyRootfs ?? false,
        DropCapabilities = inspected.HostConfig?.CapDrop ?? [],
        AddCapabilities = inspected.HostConfig?.CapAdd ?? [],
        SecurityOptions = inspected.HostConfig?.SecurityOpt ?? [],
        Privileged = inspected.HostConfig?.Privileged ?? false,
        MemoryBytes = inspected.HostConfig?.Memory ?? 0,
        Pids = inspected.HostConfig?.PidsLimit ?? 0,
        Cpus = (inspected.HostConfig?.NanoCpus ?? 0) / 1e9,
        Mounts = Mounts(inspected),
        Ports = Ports(inspected),
        NetworkAddresses = Addresses(inspected.NetworkSettings?.Networks),
        Restart = Restart(inspected.HostConfig?.RestartPolicy),
        FailingStreak = (inspected.State?.Health ?? inspected.State?.Healthcheck)?.FailingStreak ?? 0,
        HealthLog = HealthLog((inspected.State?.Health ?? inspected.State?.Healthcheck)?.Log),
        RawJson = rawJson,
    };

    /// <summary>Docker writes <c>/name</c>, Podman <c>name</c> or <c>/name</c>.</summary>
    public static string Name(string name) => name.TrimStart('/');

    public static ContainerHealth Health(string? word) => word switch
    {
        "starting" => ContainerHealth.Starting,
        "healthy" => ContainerHealth.Healthy,
        "unhealthy" => ContainerHealth.Unhealthy,
        _ => ContainerHealth.None,
    };

    /// <summary>A container that others link to has their names for it too (<c>/other/alias</c>); its own has no second slash.</summary>
    private static string OwnName(IReadOnlyList<string> names) => names.FirstOrDefault(n => n.LastIndexOf('/') <= 0) ?? names[0];

    private static ContainerHealth HealthOfStatus(string? status) => status switch
    {
        null => ContainerHealth.None,
        _ when status.EndsWith("(healthy)", StringComparison.Ordinal) => ContainerHealth.Healthy,
        _ when status.EndsWith("(unhealthy)", StringComparison.Ordinal) => ContainerHealth.Unhealthy,
        _ when status.EndsWith("(health: starting)", StringComparison.Ordinal) || status.EndsWith("(starting)", StringComparison.Ordinal) => ContainerHealth.Starting,
        _ => ContainerHealth.None,
    };

    /// <summary>Podman has words of its own (<c>configured</c>, <c>initialized</c>, <c>stopped</c>, <c>stopping</c>).</summary>
    private static ContainerState State(string? word, string? status) => word switch
    {
        "created" or "configured" or "initialized" => ContainerState.Created,
        "running" or "stopping" => ContainerState.Running,
        "paused" => ContainerState.Paused,
        "restarting" => ContainerState.Restarting,
        "removing" => ContainerState.Removing,
        "exited" or "stopped" => ContainerState.Exited,
        "dead" => ContainerState.Dead,
        null or "" when status?.StartsWith("Up", StringComparison.Ordinal) == true => ContainerState.Running,
        null or "" when status?.StartsWith("Exited", StringComparison.Ordinal) == true => ContainerState.Exited,
        _ => ContainerState.Unknown,
    };

    private static Dictionary<string, string> Addresses(Dictionary<string, WireEndpoint?>? networks)
    {
        var addresses = new Dictionary<string, string>();
        foreach (var (name, endpoint) in networks ?? [])
        {
            if (NotEmpty(endpoint?.IPAddress) is { } address)
                addresses[name] = address;
            else if (NotEmpty(endpoint?.GlobalIPv6Address) is { } address6)
                addresses[name] = address6;
        }
        return addresses;
    }

    /// <summary>What is published now; for a container that does not run, what it asks for.</summary>
    private static IReadOnlyList<PublishedPort> Ports(WireContainer inspected)
    {
        var ports = inspected.NetworkSettings?.Ports is { Count: > 0 } now ? now : inspected.HostConfig?.PortBindings ?? [];
        return PortMapping.Fold(ports.SelectMany(p => PortMapping.FromKey(p.Key, p.Value)));
    }

    private static List<MountPoint> Mounts(WireContainer inspected)
    {
        var mounts = (inspected.Mounts ?? []).Select(m => new MountPoint(
            m.Type switch { "bind" => MountType.Bind, "tmpfs" => MountType.Tmpfs, _ => MountType.Volume },
            m.Type == "volume" ? m.Name : NotEmpty(m.Source), m.Destination ?? "", m.RW == false)).ToList();
        // Docker lists these in the host's part only.
        foreach (var (target, options) in inspected.HostConfig?.Tmpfs ?? [])
        {
            if (!mounts.Exists(m => m.Target == target))
                mounts.Add(new MountPoint(MountType.Tmpfs, null, target, options.Split(',').Contains("ro")));
        }
        return mounts;
    }

    private static List<HealthCheckRun> HealthLog(IReadOnlyList<WireHealthCheckRun>? log)
    {
        var runs = new List<HealthCheckRun>();
        foreach (var run in log ?? [])
        {
            if (WireTime.Parse(run.Start) is { } start)
                runs.Add(new HealthCheckRun(start, WireTime.Parse(run.End) is { } end && end > start ? end - start : TimeSpan.Zero, run.ExitCode ?? 0, run.Output ?? ""));
        }
        return runs;
    }

    private static RestartPolicy Restart(WireRestartPolicy? policy) => new(
        policy?.Name switch { "always" => RestartPolicyName.Always, "unless-stopped" => RestartPolicyName.UnlessStopped, "on-failure" => RestartPolicyName.OnFailure, _ => RestartPolicyName.No },
        policy?.MaximumRetryCount ?? 0);

    private static string? NotEmpty(string? text) => string.IsNullOrEmpty(text) ? null : text;
}
