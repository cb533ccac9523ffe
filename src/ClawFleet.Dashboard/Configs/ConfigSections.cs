using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using ClawFleet.Dashboard.Charts;
using ClawFleet.Dashboard.Serving;
using ClawFleet.Engine;
using ClawFleet.Model.Plans;
using ClawFleet.Runtimes;

namespace ClawFleet.Dashboard.Configs;

/// <summary>The same as <see cref="ContainerConfig.Json"/>, in sections for a person.</summary>
internal sealed class ConfigSections(ContainerConfig config)
{
    public ImmutableArray<ConfigSection> Of(GivenContainer container)
    {
        var (plan, spec) = (container.Plan, container.Spec);
        ConfigSection[] all =
        [
            new("Container", [.. Container(container)]),
            new("Model", [.. spec is null ? [] : Model(spec)]),
            .. (spec?.Channels ?? []).Select(c => new ConfigSection("Channel " + c.Name, [.. Channel(c)])),
            new("Tools", [.. (spec?.Tools ?? []).Select(t => (t, "built into the image"))]),
            new("Runtime's own settings", [.. spec?.Config is { } own ? Flat("", own) : []]),
            new("Environment", [.. config.Environment(container)]),
            new("Secrets", [.. (plan?.Secrets ?? []).Select(s => (s, "file /run/secrets/" + new SecretRef(s).FileName))]),
            new("Mounts", [.. (plan?.Mounts ?? []).Select(Mount)]),
            new("Networks", [.. Networks(container)]),
            new("Ports", [.. Ports(container)]),
            new("Containment", [.. Containment(container)]),
            new("Limits", [.. Limits(container)]),
            new("Health check", [.. plan is null ? [] : Health(plan.Health)]),
        ];
        return [.. all.Where(s => !s.Rows.IsEmpty)];
    }

    private static IEnumerable<(string, string)> Container(GivenContainer container)
    {
        var (plan, details) = (container.Plan, container.Details);
        yield return ("runtime", container.Status.Runtime + (container.Status.Simulated ? " (simulated: a stand-in answers in place of the upstream program)" : ""));
        yield return ("image", container.Status.Image);
        if (details.Created != default)
            yield return ("made", Words.Day(details.Created));
        if (plan is null)
            yield break;
        yield return ("plan", plan.Hash);
        yield return ("hostname", plan.Hostname);
        if (!plan.Command.IsDefaultOrEmpty)
            yield return ("command", string.Join(' ', plan.Command));
        if (!plan.DependsOn.IsDefaultOrEmpty)
            yield return ("starts after", string.Join(", ", plan.DependsOn));
        yield return ("restarted by the engine", details.Restart.Name switch { RestartPolicyName.Always => "always", RestartPolicyName.UnlessStopped => "unless it was stopped", RestartPolicyName.OnFailure => "when it failed", _ => "never" });
        yield return ("time to stop", $"{plan.StopGraceSeconds} s");
        if (!plan.FinalExitCodes.IsDefaultOrEmpty)
            yield return ("not restarted after exit code", string.Join(", ", plan.FinalExitCodes));
    }

    private IEnumerable<(string, string)> Model(MemberSpec spec)
    {
        if (spec.Provider is { } provider)
        {
            yield return ("provider", provider.Name == provider.Type ? provider.Name : $"{provider.Name} ({provider.Type})");
            if (provider.BaseUrl is { } url)
                yield return ("address", Shown("address", url));
            if (provider.ApiKey is { } key)
                yield return ("key", Shown("apiKey", key));
            if (provider.OrgId is { } organisation)
                yield return ("organisation", Shown("organisation", organisation));
        }
        if (spec.Model is { } model)
            yield return ("model", model);
    }

    private IEnumerable<(string, string)> Channel(ChannelSpec channel)
    {
        yield return ("type", channel.Type);
        foreach (var field in channel.Fields)
            foreach (var row in Flat(field.Key, field.Value))
                yield return row;
        yield return ("users", channel.AllowedUsers is { } users ? Everybody(users) : "nobody is named");
        if (channel.AllowedRoles is { } roles)
            yield return ("roles", Everybody(roles));
        if (channel.AllowedChannels is { } channels)
            yield return ("rooms", Everybody(channels));
        if (channel.GroupMode is { } mode)
            yield return ("in groups", mode);
    }

    private static string Everybody(ImmutableArray<string> names) => names is ["*"] ? "everybody" : string.Join(", ", names);

    private IEnumerable<(string, string)> Flat(string name, JsonNode? node)
    {
        switch (node)
        {
            case JsonObject o:
                foreach (var row in o.SelectMany(p => Flat(name.Length == 0 ? p.Key : $"{name}.{p.Key}", p.Value)))
                    yield return row;
                break;
            case JsonArray a:
                for (var i = 0; i < a.Count; i++)
                    foreach (var row in Flat(string.Create(CultureInfo.InvariantCulture, $"{name}[{i}]"), a[i]))
                        yield return row;
                break;
            default:
                yield return (name, Shown(name.Split('.')[^1], node?.ToString() ?? "none"));
                break;
        }
    }

    private static (string, string) Mount(MountPlan mount) => (mount.Target, mount.Kind switch
    {
        MountKind.Tmpfs => "in memory" + (mount.SizeBytes is { } size ? $", at most {Words.Bytes(size)}" : ""),
        MountKind.Bind => $"folder {mount.Source}",
        _ => $"volume {mount.Source}",
    } + (mount.ReadOnly ? ", read only" : ""));

    private static IEnumerable<(string, string)> Networks(GivenContainer container) => (container.Plan?.Networks ?? []).Select(n =>
        (n.Network, string.Join(", ", new[] { container.Details.NetworkAddresses.GetValueOrDefault(n.Network), n.Aliases.IsDefaultOrEmpty ? null : "as " + string.Join(", ", n.Aliases) }.OfType<string>())));

    private static IEnumerable<(string, string)> Ports(GivenContainer container) => (container.Plan?.Ports ?? []).Select(p =>
        (p.Name, container.Details.Ports.FirstOrDefault(d => d.ContainerPort == p.ContainerPort && d.HostPort is > 0) is { } published
            ? $"{published.HostIp}:{published.HostPort} leads to {p.ContainerPort}" : $"{p.ContainerPort}, not published"));

    // As the engine has it: what was asked for is worth less.
    private static IEnumerable<(string, string)> Containment(GivenContainer container)
    {
        var details = container.Details;
        yield return ("user", details.User.Length == 0 ? "the image's own" : details.User.Split(':')[0] is "0" or "root" ? $"{details.User}: root" : $"{details.User}, not root");
        yield return ("root file system", details.ReadOnlyRoot ? "read only" : "writable");
        yield return ("capabilities", (details.DropCapabilities.Count == 0 ? "the engine's usual" : $"without {string.Join(", ", details.DropCapabilities)}")
            + (details.AddCapabilities.Count == 0 ? "" : $", with {string.Join(", ", details.AddCapabilities)}"));
        yield return ("security options", details.SecurityOptions.Count == 0 ? "none" : string.Join(", ", details.SecurityOptions));
        yield return ("privileged", details.Privileged ? "yes" : "no");
        if (container.Plan?.Containment.OciRuntime is { } runtime)
            yield return ("OCI runtime", runtime);
    }

    private static IEnumerable<(string, string)> Limits(GivenContainer container)
    {
        var details = container.Details;
        yield return ("memory", details.MemoryBytes > 0 ? Words.Bytes(details.MemoryBytes) : "no limit");
        yield return ("CPUs", details.Cpus > 0 ? Words.Short(details.Cpus) : "no limit");
        yield return ("processes and threads", details.Pids > 0 ? details.Pids.ToString(CultureInfo.InvariantCulture) : "no limit");
        if (container.Plan is { } plan)
            yield return ("open files", plan.Limits.OpenFiles.ToString(CultureInfo.InvariantCulture));
    }

    private static IEnumerable<(string, string)> Health(HealthPlan health)
    {
        if (health.HttpPort is { } port)
            yield return ("asked by the host", $"GET {health.HttpPath} on port {port}");
        if (!health.Command.IsDefaultOrEmpty)
            yield return ("asked by the engine", string.Join(' ', health.Command));
        yield return ("interval", $"every {health.IntervalSeconds} s, each within {health.TimeoutSeconds} s");
        yield return ("unhealthy after", $"{health.Retries} failures in a row, not counted in the first {health.StartPeriodSeconds} s");
        yield return ("healthy within", $"{health.DeadlineSeconds} s of its start");
    }

    private string Shown(string name, string value) => SecretRef.TryParse(value, out var secret) ? $"secret {secret.Name}" : config.Value(name, value);
}
