using System.Globalization;
using ClawFleet.Engine.Wire;

namespace ClawFleet.Engine.Containers;

/// <summary>From a <see cref="ContainerSpec"/> to the body of the create call.</summary>
internal static class CreateMapping
{
    private const double NanosPerCpu = 1e9;
    private const int NanosPerTick = 100;

    public static WireCreate Body(ContainerSpec spec, IEnumerable<NetworkEndpoint> networks)
    {
        var endpoints = networks.Where(n => n.Network is not ("none" or "host"))
            .ToDictionary(n => n.Network, n => new WireEndpointConfig(n.Aliases.Count > 0 ? n.Aliases : null));
        return new WireCreate
        {
            Image = spec.Image,
            Hostname = spec.Hostname,
            User = spec.User,
            Entrypoint = spec.Entrypoint,
            Cmd = spec.Command,
            WorkingDir = spec.WorkingDirectory,
            Env = spec.Environment.Count > 0 ? [.. spec.Environment.Select(v => $"{v.Key}={v.Value}")] : null,
            Labels = spec.Labels.Count > 0 ? spec.Labels : null,
            ExposedPorts = spec.Ports.Count > 0 ? spec.Ports.Select(PortKey).Distinct().ToDictionary(p => p, _ => new WireNothing()) : null,
            Healthcheck = spec.Healthcheck is { } check ? Healthcheck(check) : null,
            StopTimeout = spec.StopTimeoutSeconds,
            StopSignal = spec.StopSignal,
            HostConfig = HostConfig(spec),
            NetworkingConfig = endpoints.Count > 0 ? new WireNetworkingConfig(endpoints) : null,
        };
    }

    public static WireRestartPolicy Restart(RestartPolicy policy) => new(
        policy.Name switch { RestartPolicyName.Always => "always", RestartPolicyName.UnlessStopped => "unless-stopped", RestartPolicyName.OnFailure => "on-failure", _ => "no" },
        policy.Name == RestartPolicyName.OnFailure ? policy.MaximumRetryCount : 0);

    private static WireHostConfig HostConfig(ContainerSpec spec)
    {
        var mounts = spec.Mounts.Where(m => m.Type != MountType.Tmpfs).Select(Mount).ToList();
        var tmpfs = spec.Mounts.Where(m => m.Type == MountType.Tmpfs).ToDictionary(m => m.Target, TmpfsOptions);
        return new WireHostConfig
        {
            NetworkMode = spec.Networks.Count > 0 ? spec.Networks[0].Network : null,
            RestartPolicy = Restart(spec.Restart),
            PortBindings = spec.Ports.Count > 0 ? spec.Ports.GroupBy(PortKey).ToDictionary(g => g.Key, IReadOnlyList<WireHostPort> (g) => [.. g.Select(HostPort)]) : null,
            Mounts = mounts.Count > 0 ? mounts : null,
            Tmpfs = tmpfs.Count > 0 ? tmpfs : null,
            ExtraHosts = spec.ExtraHosts.Count > 0 ? spec.ExtraHosts : null,
            ReadonlyRootfs = spec.ReadOnlyRoot ? true : null,
            CapDrop = spec.DropCapabilities.Count > 0 ? spec.DropCapabilities : null,
            SecurityOpt = spec.SecurityOptions.Count > 0 ? spec.SecurityOptions : null,
            Runtime = spec.OciRuntime,
            UsernsMode = spec.UserNamespace,
            Memory = spec.MemoryBytes,
            MemorySwap = spec.MemorySwapBytes,
            NanoCpus = spec.Cpus is { } cpus ? (long)Math.Round(cpus * NanosPerCpu) : null,
            PidsLimit = spec.Pids,
            Ulimits = spec.OpenFiles is { } files ? [new WireUlimit("nofile", files, files)] : null,
            Init = spec.Init,
            LogConfig = spec.Logs is { } logs ? new WireLogConfig(logs.Driver, new()
            {
                ["max-size"] = string.Create(CultureInfo.InvariantCulture, $"{logs.MaxFileMegabytes}m"),
                ["max-file"] = logs.MaxFiles.ToString(CultureInfo.InvariantCulture),
            }) : null,
        };
    }

    /// <summary>A mount, never a "bind" string: for those the engine makes a missing source folder itself, owned by root.</summary>
    private static WireMount Mount(MountSpec mount) =>
        new(mount.Type == MountType.Bind ? "bind" : "volume", mount.Source, mount.Target, mount.ReadOnly ? true : null);

    /// <summary>Not a mount of type tmpfs: those cannot be executable before API 1.46.</summary>
    private static string TmpfsOptions(MountSpec mount)
    {
        var options = new List<string> { mount.ReadOnly ? "ro" : "rw", mount.TmpfsExec ? "exec" : "noexec", "nosuid", "nodev" };
        if (mount.TmpfsSizeBytes is { } size)
            options.Add(string.Create(CultureInfo.InvariantCulture, $"size={size}"));
        if (mount.TmpfsMode is { } mode)
            options.Add($"mode={mode}");
        return string.Join(',', options);
    }

    private static WireHealthcheck Healthcheck(HealthcheckSpec check) => new(
        ["CMD", .. check.Command], Nanos(check.Interval), Nanos(check.Timeout), check.Retries, Nanos(check.StartPeriod));

    private static long Nanos(TimeSpan time) => time.Ticks * NanosPerTick;

    private static string PortKey(PortBinding port) => string.Create(CultureInfo.InvariantCulture, $"{port.ContainerPort}/{port.Protocol}");

    /// <summary>An empty port lets Docker choose; Podman takes "0" and the empty text alike.</summary>
    private static WireHostPort HostPort(PortBinding port) => new(port.HostIp, port.HostPort == 0 ? "" : port.HostPort.ToString(CultureInfo.InvariantCulture));
}
