using System.Globalization;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Publishing.Compose;

/// <summary>A container's plan as a service, with every word that the orchestrator would say to the engine itself.</summary>
internal sealed class ComposeService(string fleet, ComposeRegistry? registry, ContainerPlan plan)
{
    /// <summary>More than any other network's, so that the plan's first one is joined first.</summary>
    private const int First = 1000;

    public void Write(ComposeYaml yaml) => yaml.Block(NameOf(plan.Name), () =>
    {
        yaml.Put("container_name", plan.Name);
        Image(yaml);
        yaml.Put("hostname", plan.Hostname);
        yaml.Variable("user", ComposeSettings.UserVariable, plan.User);
        if (!plan.Command.IsDefaultOrEmpty)
        {
            yaml.Put("command", plan.Command);
        }

        if (!plan.Environment.IsEmpty)
        {
            yaml.Block("environment", () =>
            {
                foreach (var (name, value) in plan.Environment)
                {
                    yaml.Put(name, value);
                }
            });
        }

        if (!plan.Secrets.IsDefaultOrEmpty)
        {
            yaml.Put("secrets", plan.Secrets.Select(s => new SecretRef(s).FileName));
        }

        Containment(yaml);
        Limits(yaml);
        Mounts(yaml);
        Networks(yaml);
        Life(yaml);
        yaml.Block("labels", () =>
        {
            yaml.Put(FleetLabels.Published, fleet);
            yaml.Put(FleetLabels.Member, plan.Member);
            yaml.Put(FleetLabels.Runtime, plan.Runtime);
            yaml.Put(FleetLabels.Role, plan.Role == ContainerRole.Sidecar ? "sidecar" : "member");
            yaml.Put(FleetLabels.Simulated, plan.Simulated ? "true" : "false");
        });
    });

    /// <summary>What people call it: the container's name without the fleet's.</summary>
    private string NameOf(string container) => container[(fleet.Length + 1)..];

    private void Image(ComposeYaml yaml)
    {
        var image = PublishedImage.Of(plan.Image, registry);
        yaml.Put("image", image.Reference);
        if (image.IsLocal)
        {
            // Else a missing one would be looked for on Docker Hub, where the name is nobody's that we know.
            yaml.Put("pull_policy", "never");
        }
    }

    private void Containment(ComposeYaml yaml)
    {
        yaml.Put("read_only", plan.Containment.ReadOnlyRoot);
        yaml.Put("cap_drop", plan.Containment.DropCapabilities);
        if (plan.Containment.NoNewPrivileges)
        {
            yaml.Put("security_opt", ["no-new-privileges:true"]);
        }

        if (plan.Containment.OciRuntime is { } runtime)
        {
            yaml.Put("runtime", runtime);
        }
    }

    private void Limits(ComposeYaml yaml)
    {
        // In bytes: compose's units count in 1024s whatever they are called.
        yaml.Put("mem_limit", plan.Limits.MemoryBytes);
        yaml.Put("memswap_limit", plan.Limits.MemoryBytes);
        yaml.Put("cpus", plan.Limits.Cpus);
        yaml.Put("pids_limit", plan.Limits.Pids);
        yaml.Block("ulimits", () => yaml.Block("nofile", () =>
        {
            yaml.Put("soft", plan.Limits.OpenFiles);
            yaml.Put("hard", plan.Limits.OpenFiles);
        }));
    }

    private void Mounts(ComposeYaml yaml)
    {
        var tmpfs = plan.Mounts.Where(m => m.Kind == MountKind.Tmpfs).ToList();
        if (tmpfs.Count > 0)
        {
            // Not as volumes of type tmpfs: those cannot be executable before version 1.46 of the engine's API.
            yaml.Block("tmpfs", () =>
            {
                foreach (var mount in tmpfs)
                {
                    yaml.Item(TmpfsText(mount));
                }
            });
        }

        var others = plan.Mounts.Where(m => m.Kind != MountKind.Tmpfs).ToList();
        if (others.Count > 0)
        {
            yaml.Block("volumes", () =>
            {
                foreach (var mount in others)
                {
                    yaml.Item(() => Mount(yaml, mount));
                }
            });
        }
    }

    private static string TmpfsText(MountPlan mount) => string.Create(
        CultureInfo.InvariantCulture,
        $"{mount.Target}:{(mount.ReadOnly ? "ro" : "rw")},exec,nosuid,nodev{(mount.SizeBytes is { } size ? $",size={size}" : "")}{(mount.Mode is { } mode ? $",mode={mode}" : "")}");

    private static void Mount(ComposeYaml yaml, MountPlan mount)
    {
        yaml.Put("type", mount.Kind == MountKind.Bind ? "bind" : "volume");
        yaml.Put("source", mount.Source!);
        yaml.Put("target", mount.Target);
        if (mount.ReadOnly)
        {
            yaml.Put("read_only", true);
        }

        if (mount.Kind == MountKind.Bind)
        {
            // Else the engine makes a missing folder, and root owns it.
            yaml.Block("bind", () => yaml.Put("create_host_path", false));
        }
    }

    private void Networks(ComposeYaml yaml)
    {
        yaml.Block("networks", () =>
        {
            for (var i = 0; i < plan.Networks.Length; i++)
            {
                var (network, isFirst) = (plan.Networks[i], i == 0 && plan.Networks.Length > 1);
                yaml.Block(network.Network, () =>
                {
                    yaml.Put("aliases", network.Aliases);
                    if (isFirst)
                    {
                        yaml.Put("priority", First);
                    }
                });
            }
        });
        if (!plan.ExtraHosts.IsDefaultOrEmpty)
        {
            yaml.Put("extra_hosts", plan.ExtraHosts);
        }

        if (!plan.Ports.IsDefaultOrEmpty)
        {
            yaml.Block("ports", () =>
            {
                foreach (var port in plan.Ports)
                {
                    yaml.Item(() =>
                    {
                        yaml.Put("target", port.ContainerPort);
                        yaml.Put("host_ip", port.HostIp);
                        if (port.HostPort != 0)
                        {
                            yaml.Put("published", port.HostPort.ToString(CultureInfo.InvariantCulture));
                        }
                    });
                }
            });
        }
    }

    private void Life(ComposeYaml yaml)
    {
        if (!plan.DependsOn.IsDefaultOrEmpty)
        {
            yaml.Block("depends_on", () =>
            {
                foreach (var container in plan.DependsOn)
                {
                    yaml.Block(NameOf(container), () => yaml.Put("condition", "service_healthy"));
                }
            });
        }

        if (!plan.Health.Command.IsDefaultOrEmpty)
        {
            yaml.Block("healthcheck", () =>
            {
                yaml.Put("test", plan.Health.Command.Insert(0, "CMD"));
                yaml.Put("interval", Seconds(plan.Health.IntervalSeconds));
                yaml.Put("timeout", Seconds(plan.Health.TimeoutSeconds));
                yaml.Put("retries", plan.Health.Retries);
                yaml.Put("start_period", Seconds(plan.Health.StartPeriodSeconds));
            });
        }

        yaml.Put("restart", "unless-stopped");
        yaml.Put("stop_grace_period", Seconds(plan.StopGraceSeconds));
        // As much of its output as the orchestrator lets Docker keep: without a bound a member that writes without end fills the disk.
        yaml.Block("logging", () =>
        {
            yaml.Put("driver", "json-file");
            yaml.Block("options", () =>
            {
                yaml.Put("max-size", "20m");
                yaml.Put("max-file", "5");
            });
        });
    }

    private static string Seconds(int seconds) => string.Create(CultureInfo.InvariantCulture, $"{seconds}s");
}
